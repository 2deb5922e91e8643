import { button, el } from "../dom.js";
import { formatDay, formatMoment, providerName, sentenceList } from "../format.js";
import { has, t } from "../i18n.js";
import { state } from "../state.js";
import { mark } from "../views/avatar.js";
import { confirm } from "../views/confirm.js";
import { accountApi } from "./api.js";
import { done } from "./done.js";
import { InvitationsPanel } from "./invitations.js";
import { facts, Panel, tag } from "./panel.js";
import { RequestsPanel } from "./requests.js";

const nameOf = (user) => user.display_name || t("page.namelessUser");

function connection({ provider, display_name: name, state: how, reason }) {
  const broken = how === "reauthorization_required";
  const key = `users.reasons.${reason}`;
  const why = broken && t(has(key) ? key : "users.reasons.other");
  return el("span", { className: "connected" },
    mark(provider, name ? t("users.as", { service: providerName(provider), name }) : providerName(provider)),
    broken && el("span", { className: "state bad" }, " ", why));
}

// The data that a deletion removes.
function describeDeletedData({ connections, keys, sessions }) {
  const services = (connections ?? []).map(({ provider }) => providerName(provider));
  const parts = [
    services.length && t("users.deletes.tokens", { services: sentenceList(services) }),
    keys && t("users.deletes.keys", { count: keys }),
    sessions && t("users.deletes.sessions", { count: sessions }),
  ].filter(Boolean);
  return parts.length ? sentenceList(parts) : t("users.deletes.all");
}

export class UsersPanel {
  constructor({ showProblem }) {
    this.showProblem = showProblem;
    this.list = new Panel(accountApi.users, ({ items }) => [el("ul", { className: "entries",
      "aria-label": t("users.list") }, (items ?? []).map((user) => this.item(user)))]);
    this.requests = new RequestsPanel(() => this.list.load());
    this.invitations = new InvitationsPanel(showProblem);
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet", id: "people-intro", tabindex: "-1" }, t("users.intro")),
      this.requests.node, this.list.node, this.invitations.node);
  }

  async load() {
    await Promise.all([this.requests.load(), this.list.load(), this.invitations.load()]);
  }

  item(user) {
    const me = user.id === state.user?.id;
    const connections = user.connections ?? [];
    const name = nameOf(user);
    return el("li", { className: "entry", testid: "person", "data-person": name },
      el("div", { className: "entry-words" },
        el("h3", {}, name, " ", user.is_owner && tag(t("users.owner"), "good"), " ", me && tag(t("users.you"))),
        el("p", { className: "sub" }, connections.length ? connections.map(connection) : t("users.noConnections")),
        facts([t("users.keys"), String(user.keys ?? 0)], [t("users.sessions"), String(user.sessions ?? 0)],
          [t("users.since"), formatDay(user.created_at)],
          [t("users.lastSeen"), formatMoment(user.last_seen_at) ?? t("keys.never")])),
      !me && button(t("users.remove"), () => this.remove(user), { testid: "remove-person",
        "aria-label": t("users.removeLabel", { name }) }));
  }

  async remove(user) {
    const name = nameOf(user);
    const agreed = await confirm({ title: t("users.removeTitle", { name }),
      text: t("users.removeText", { name, data: describeDeletedData(user) }), action: t("users.remove") });
    if (!agreed) return;
    try {
      await accountApi.removeUser(user.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("users.removeFailed", { name }), problem);
        return;
      }
    }
    done(t("users.removed", { name }));
    await this.list.load();
    this.node.querySelector("#people-intro").focus();
  }
}
