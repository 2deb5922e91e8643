import { api } from "../api.js";
import { announce, button, el } from "../dom.js";
import { formatMoment } from "../format.js";
import { confirm } from "../views/confirm.js";
import { facts, Panel, tag } from "./panel.js";

const nameOf = (session) => session.browser || "Unknown browser";

function beginOf(session) {
  const at = formatMoment(session.created_at);
  return at && session.address ? `${at}, from ${session.address}` : at;
}

export class SessionsPanel {
  constructor(showProblem, { signOut, signedOutEverywhere }) {
    Object.assign(this, { showProblem, signOut, signedOutEverywhere });
    this.list = new Panel(api.sessions, ({ items }) => this.shown(items ?? []));
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet" }, "The browsers in which you are signed in. Each session shows when it expires."),
      this.list.node,
      el("p", {}, button("Sign out everywhere", () => this.endAll(), { testid: "end-all-sessions" })));
  }

  load() {
    return this.list.load();
  }

  shown(sessions) {
    const sorted = [...sessions].sort((one, other) => Number(other.current) - Number(one.current));
    return [el("ul", { className: "entries", "aria-label": "Sessions" }, sorted.map((one) => this.item(one)))];
  }

  item(session) {
    const name = nameOf(session);
    const ends = formatMoment(session.expires_at);
    const end = session.current ? button("Sign out", this.signOut, { testid: "end-this-session" })
      : button("End", () => this.end(session), { testid: "end-session", "aria-label": `End the session of ${name}` });
    return el("li", { className: "entry", testid: "session", "data-current": String(session.current) },
      el("div", { className: "entry-words" },
        el("h3", {}, name, " ", session.current && tag("This browser", "good")),
        facts(["Last seen", formatMoment(session.last_seen_at)], ["Signed in", beginOf(session)],
          ["Expires", ends && `${ends}, if unused`])),
      end);
  }

  async end(session) {
    try {
      await api.endSession(session.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem("The session was not ended", problem);
        return;
      }
    }
    announce("The session has ended.");
    await this.load();
    this.node.querySelector("[data-testid=end-all-sessions]")?.focus();
  }

  async endAll() {
    const agreed = await confirm({
      title: "Sign out everywhere?",
      text: "All your sessions end, including this one. Your connections stay, and your apps keep working with "
        + "their keys.",
      action: "Sign out everywhere",
    });
    if (!agreed) return;
    try {
      await api.endAllSessions();
    } catch (problem) {
      this.showProblem("You are still signed in", problem);
      return;
    }
    this.signedOutEverywhere();
  }
}
