import { button, el } from "../dom.js";
import { formatDay, formatMoment, providerName } from "../format.js";
import { t } from "../i18n.js";
import { mark } from "../views/avatar.js";
import { confirm } from "../views/confirm.js";
import { accountApi } from "./api.js";
import { done } from "./done.js";
import { facts, Panel, tag } from "./panel.js";

const nameOf = ({ account_id: id, display_name: name }) => name ?? id;

export class AccountsPanel {
  constructor({ showProblem, accountRemoved }) {
    Object.assign(this, { showProblem, accountRemoved });
    this.list = new Panel(accountApi.identities, ({ items }) => this.shown(items ?? []));
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet", id: "accounts-intro", tabindex: "-1" }, t("accounts.intro")), this.list.node);
  }

  load() {
    return this.list.load();
  }

  shown(identities) {
    return [el("ul", { className: "entries", "aria-label": t("accounts.list") },
      identities.map((identity) => this.item(identity, identities.length === 1)))];
  }

  item(identity, isLast) {
    const { account_id: id, provider } = identity;
    const values = { service: providerName(provider), name: nameOf(identity) };
    return el("li", { className: "entry", testid: "identity", "data-account": id },
      el("div", { className: "entry-words" },
        el("h3", {}, nameOf(identity), " ", identity.current && tag(t("accounts.current"), "good")),
        el("p", { className: "sub" }, el("span", { className: "connected" }, mark(provider, providerName(provider)))),
        facts([t("connection.accountId"), id && el("code", {}, id)],
          [t("accounts.linked"), formatDay(identity.linked_at)],
          [t("accounts.lastSignIn"), formatMoment(identity.last_sign_in_at)])),
      isLast ? el("p", { className: "quiet" }, t("accounts.only"))
        : button(t("accounts.remove"), () => this.remove(identity),
          { testid: "remove-identity", "aria-label": t("accounts.removeLabel", values) }));
  }

  async remove(identity) {
    const agreed = await confirm({
      title: t("accounts.removeTitle", { service: providerName(identity.provider), name: nameOf(identity) }),
      text: [t("accounts.removeText"), identity.current && t("accounts.removeCurrent")],
      action: t("accounts.remove"),
    });
    if (!agreed) return;
    try {
      await accountApi.removeIdentity(identity.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("accounts.removeFailed"), problem, identity.provider);
        return;
      }
    }
    done(t("accounts.removed"));
    await this.accountRemoved(identity.provider);
    if (!this.node.isConnected) return;
    await this.load();
    this.node.querySelector("#accounts-intro").focus();
  }
}
