import { button, el } from "../dom.js";
import { formatMoment } from "../format.js";
import { t } from "../i18n.js";
import { confirm } from "../views/confirm.js";
import { accountApi } from "./api.js";
import { done } from "./done.js";
import { facts, Panel, tag } from "./panel.js";

const nameOf = (session) => session.browser || t("sessions.unknown");

function beginOf(session) {
  const at = formatMoment(session.created_at);
  return at && session.address ? t("keys.usedFrom", { at, address: session.address }) : at;
}

export class SessionsPanel {
  constructor({ showProblem, signOut, signedOutEverywhere }) {
    Object.assign(this, { showProblem, signOut, signedOutEverywhere });
    this.list = new Panel(accountApi.sessions, ({ items }) => this.shown(items ?? []));
    this.node = el("div", { className: "panel" },
      el("p", { className: "quiet" }, t("sessions.intro")),
      this.list.node,
      el("p", {}, button(t("sessions.endAll"), () => this.endAll(), { testid: "end-all-sessions" })));
  }

  load() {
    return this.list.load();
  }

  shown(sessions) {
    const sorted = [...sessions].sort((one, other) => Number(other.current) - Number(one.current));
    return [el("ul", { className: "entries", "aria-label": t("sessions.list") }, sorted.map((one) => this.item(one)))];
  }

  item(session) {
    const name = nameOf(session);
    const ends = formatMoment(session.expires_at);
    const end = session.current ? button(t("menu.signOut"), this.signOut, { testid: "end-this-session" })
      : button(t("sessions.end"), () => this.end(session), { testid: "end-session",
        "aria-label": t("sessions.endLabel", { name }) });
    return el("li", { className: "entry", testid: "session", "data-current": String(session.current) },
      el("div", { className: "entry-words" },
        el("h3", {}, name, " ", session.current && tag(t("sessions.current"), "good")),
        facts([t("sessions.lastSeen"), formatMoment(session.last_seen_at)], [t("sessions.signedIn"), beginOf(session)],
          [t("keys.expires"), ends && t("sessions.ifUnused", { ends })])),
      end);
  }

  async end(session) {
    try {
      await accountApi.endSession(session.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("sessions.endFailed"), problem);
        return;
      }
    }
    done(t("sessions.ended"));
    await this.load();
    this.node.querySelector("[data-testid=end-all-sessions]")?.focus();
  }

  async endAll() {
    const agreed = await confirm({ title: t("sessions.endAllTitle"), text: t("sessions.endAllText"),
      action: t("sessions.endAll") });
    if (!agreed) return;
    try {
      await accountApi.endAllSessions();
    } catch (problem) {
      this.showProblem(t("signOut.failed"), problem);
      return;
    }
    this.signedOutEverywhere();
  }
}
