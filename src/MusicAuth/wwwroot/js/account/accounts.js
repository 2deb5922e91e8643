import { api } from "../api.js";
import { announce, button, el } from "../dom.js";
import { formatDay, formatMoment, providerName } from "../format.js";
import { mark } from "../library/items.js";
import { confirm } from "../views/confirm.js";
import { facts, Panel, tag } from "./panel.js";

const nameOf = ({ provider, account_id: id, display_name: name }) =>
  `the ${providerName(provider)} account ${name ?? id}`;

export class AccountsPanel {
  constructor({ showProblem, accountRemoved }) {
    Object.assign(this, { showProblem, accountRemoved });
    this.list = new Panel(api.identities, ({ items }) => this.shown(items ?? []));
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet", id: "accounts-intro", tabindex: "-1" },
        "These accounts can sign in as you, even after you disconnect them. Remove every account that is not yours or "
        + "that you no longer use."),
      this.list.node);
  }

  load() {
    return this.list.load();
  }

  shown(identities) {
    return [el("ul", { className: "entries", "aria-label": "Accounts that can sign in" },
      identities.map((identity) => this.item(identity, identities.length === 1)))];
  }

  item(identity, isLast) {
    const { account_id: id, display_name: name } = identity;
    return el("li", { className: "entry", testid: "identity", "data-account": id },
      el("div", { className: "entry-words" },
        el("h3", {}, name ?? id, " ", identity.current && tag("Signed in here", "good")),
        el("p", { className: "sub" }, el("span", { className: "connected" }, mark(identity.provider))),
        facts(["Account id", id && el("code", {}, id)], ["Linked", formatDay(identity.linked_at)],
          ["Last sign-in", formatMoment(identity.last_sign_in_at)])),
      isLast ? el("p", { className: "quiet" }, "You cannot remove your only account.")
        : button("Remove", () => this.remove(identity),
          { testid: "remove-identity", "aria-label": `Remove ${nameOf(identity)}` }));
  }

  async remove(identity) {
    const agreed = await confirm({
      title: `Remove ${nameOf(identity)}?`,
      text: "This account can no longer sign in as you. Its connection and the sessions that began with it end "
        + `immediately${identity.current ? ", including this session" : ""}.`,
      action: "Remove",
    });
    if (!agreed) return;
    try {
      await api.removeIdentity(identity.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem("The account was not removed", problem, identity.provider);
        return;
      }
    }
    announce("The account is removed.");
    await this.accountRemoved(identity.provider);
    if (!this.node.isConnected) return;
    await this.load();
    this.node.querySelector("#accounts-intro").focus();
  }
}
