import { announce, button, el } from "../dom.js";
import { formatMoment } from "../format.js";
import { t } from "../i18n.js";
import { copyField } from "../views/copyField.js";
import { accountApi } from "./api.js";
import { Panel } from "./panel.js";

// Links that let one person in, once.
export class InvitationsPanel {
  constructor(showProblem) {
    this.showProblem = showProblem;
    this.list = new Panel(accountApi.invitations, ({ items }) => this.shown(items ?? []), { optional: true });
    this.node = this.list.node;
  }

  load() {
    return this.list.load();
  }

  shown(invitations) {
    return [
      el("h3", {}, t("invitations.title")),
      el("div", { className: "intro" }, el("p", { className: "quiet" }, t("invitations.intro")),
        button(t("invitations.make"), () => this.make(), { testid: "invite" })),
      invitations.length > 0 && el("ul", { className: "entries", "aria-label": t("invitations.title") },
        invitations.map((invitation) => this.item(invitation))),
    ];
  }

  item({ id, url, expires_at: ends, used_at: used }) {
    return el("li", { className: "entry", testid: "invitation" },
      el("div", { className: "entry-words" },
        url ? copyField(t("invitations.link"), url, "invitation-url") : !used && el("p", {}, t("invitations.open")),
        el("p", { className: "quiet" }, used ? t("invitations.used", { at: formatMoment(used) })
          : t("invitations.ends", { ends: formatMoment(ends) ?? "" }))),
      !used && button(t("invitations.revoke"), () => this.revoke(id), { className: "small",
        testid: "revoke-invitation" }));
  }

  // A list without addresses shows the address of the new link only this once.
  async make() {
    try {
      const made = await accountApi.invite();
      await this.load();
      if (!this.node.querySelector("[data-testid=invitation-url]")) {
        this.node.querySelector(".intro").after(el("div", { className: "card secret" },
          el("p", {}, t("invitations.once")), copyField(t("invitations.link"), made.url, "invitation-url")));
      }
      announce(t("invitations.made"));
      this.node.querySelector("[data-testid=invitation-url]")?.focus();
    } catch (problem) {
      this.showProblem(t("invitations.failed"), problem);
    }
  }

  async revoke(id) {
    try {
      await accountApi.revokeInvitation(id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("invitations.revokeFailed"), problem);
        return;
      }
    }
    announce(t("invitations.revoked"));
    await this.load();
    this.node.querySelector("[data-testid=invite]")?.focus();
  }
}
