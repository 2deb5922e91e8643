import { api } from "../api.js";
import { announce, button, el } from "../dom.js";
import { count, formatDay, formatMoment, providerName, sentenceList } from "../format.js";
import { mark } from "../library/items.js";
import { state } from "../state.js";
import { confirm } from "../views/confirm.js";
import { facts, Panel, tag } from "./panel.js";

const nameOf = (user) => user.display_name || "User without a name";

const reasons = {
  consent_expired: "the consent has expired", revoked: "the service revoked the access",
  lost_in_flight: "a token was lost", app_changed: "MusicAuth now uses another app",
  unreadable: "the stored tokens cannot be decrypted",
};

function connection({ provider, display_name: name, state: how, reason }) {
  const broken = how === "reauthorization_required";
  const why = Object.hasOwn(reasons, reason) ? `: ${reasons[reason]}` : "";
  return el("span", { className: "connected" }, mark(provider), name && ` as ${name}`,
    broken && el("span", { className: "state bad" }, ` must sign in again${why}`));
}

// The data that a deletion removes.
export function describeDeletedData({ connections, keys, sessions }) {
  const services = (connections ?? []).map(({ provider }) => providerName(provider));
  const parts = [
    services.length && `the tokens for ${sentenceList(services)}`,
    keys && count(keys, "API key", "API keys"),
    sessions && count(sessions, "session", "sessions"),
  ].filter(Boolean);
  return parts.length ? sentenceList(parts) : "all data of this user";
}

export class UsersPanel {
  constructor(showProblem) {
    this.showProblem = showProblem;
    this.list = new Panel(api.users, ({ items }) => [el("ul", { className: "entries", "aria-label": "Users" },
      (items ?? []).map((user) => this.item(user)))]);
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet", id: "people-intro", tabindex: "-1" },
        "All users of this MusicAuth. You can see whether their connections work, but not their music."),
      this.list.node);
  }

  load() {
    return this.list.load();
  }

  item(user) {
    const me = user.id === state.user?.id;
    const connections = user.connections ?? [];
    const name = nameOf(user);
    return el("li", { className: "entry", testid: "person", "data-person": name },
      el("div", { className: "entry-words" },
        el("h3", {}, name, " ", user.is_owner && tag("Owner", "good"), " ", me && tag("You")),
        el("p", { className: "sub" }, connections.length ? connections.map(connection) : "No connections"),
        facts(["Keys", String(user.keys ?? 0)], ["Sessions", String(user.sessions ?? 0)],
          ["User since", formatDay(user.created_at)], ["Last seen", formatMoment(user.last_seen_at) ?? "Never"])),
      !me && button("Remove", () => this.remove(user), { testid: "remove-person", "aria-label": `Remove ${name}` }));
  }

  async remove(user) {
    const name = nameOf(user);
    const agreed = await confirm({
      title: `Remove ${name}?`,
      text: `MusicAuth immediately and permanently deletes ${describeDeletedData(user)}. `
        + `The music of ${name} at the services does not change.`,
      action: "Remove",
    });
    if (!agreed) return;
    try {
      await api.removeUser(user.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(`${name} was not removed`, problem);
        return;
      }
    }
    announce(`${name} is removed.`);
    await this.load();
    this.node.querySelector("#people-intro").focus();
  }
}
