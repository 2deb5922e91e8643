import { button, el } from "../dom.js";
import { formatMoment } from "../format.js";
import { t } from "../i18n.js";
import { copyField } from "../views/copyField.js";
import { accountApi } from "./api.js";
import { done } from "./done.js";
import { Panel } from "./panel.js";

// Links that let one person in, once.
export class InvitationsPanel {
  constructor(showProblem) {
    this.showProblem = showProblem;
    this.list = new Panel(accountApi.invitations, ({ items }) => this.shown(items ?? []), { optional: true });
    this.fresh = el("div");
    this.node = el("div", { className: "panel" }, this.list.node, this.fresh);
  }

  async load() {
    await this.list.load();
    this.node.hidden = this.list.node.hidden;
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

  async make() {
    if (this.isMaking) return;
    this.isMaking = true;
    try {
      await this.made(await accountApi.invite());
    } catch (problem) {
      this.showProblem(t("invitations.failed"), problem);
    } finally {
      this.isMaking = false;
    }
  }

  // A list without addresses, and a list that did not load, show the address of the new link only here, once.
  async made({ id, url }) {
    await this.load();
    this.fresh.replaceChildren();
    if (!this.node.querySelector("[data-testid=invitation-url]")) {
      this.fresh.replaceChildren(el("div", { className: "card secret", "data-id": id },
        el("p", {}, t("invitations.once")), copyField(t("invitations.link"), url, "invitation-url")));
    }
    done(t("invitations.made"));
    this.node.querySelector("[data-testid=invitation-url]").focus();
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
    if (this.fresh.firstChild?.dataset.id === id) this.fresh.replaceChildren();
    done(t("invitations.revoked"));
    await this.load();
    this.node.querySelector("[data-testid=invite]")?.focus();
  }
}
