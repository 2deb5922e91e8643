import { accountRoute } from "../address.js";
import { api } from "../api.js";
import { button, byId, el } from "../dom.js";
import { state } from "../state.js";
import { confirm } from "../views/confirm.js";
import { AccountsPanel } from "./accounts.js";
import { ActivityPanel } from "./activity.js";
import { KeysPanel } from "./keys.js";
import { UsersPanel } from "./users.js";
import { SessionsPanel } from "./sessions.js";

const titles = { keys: "API keys", accounts: "Accounts", sessions: "Sessions", activity: "Activity", people: "Users" };
const tabsOf = (user) => Object.keys(titles).filter((tab) => tab !== "people" || user?.is_owner === true);

let shown = null; // { tab, user, panel }

const makers = {
  keys: ({ showProblem }) => new KeysPanel(showProblem),
  accounts: (actions) => new AccountsPanel(actions),
  sessions: (actions) => new SessionsPanel(actions.showProblem, actions),
  activity: () => new ActivityPanel(),
  people: ({ showProblem }) => new UsersPanel(showProblem),
};

function tabs(current) {
  return el("nav", { className: "tabs", "aria-label": "Your account" }, tabsOf(state.user).map((tab) =>
    el("a", { href: `#account/${tab}`, testid: `tab-${tab}`, "aria-current": tab === current ? "page" : null },
      titles[tab])));
}

async function deleteMe({ showProblem, deleted }) {
  const agreed = await confirm({
    title: "Delete your user?",
    text: "MusicAuth immediately deletes your connections, keys and sessions and erases your tokens. You cannot undo "
      + `this.${state.user?.is_owner ? " You are the owner of this MusicAuth, which will then have no owner." : ""}`,
    action: "Delete me",
    word: "delete",
  });
  if (!agreed) return;
  try {
    await api.deleteMe();
  } catch (problem) {
    showProblem("Your user was not deleted", problem);
    return;
  }
  deleted();
}

function dangerZone(actions) {
  return el("details", { className: "danger-zone", testid: "danger-zone" },
    el("summary", {}, "Delete my user"),
    el("p", {}, "MusicAuth deletes everything that it stores about you: connections with their tokens, keys and "
      + "sessions. Your accounts and your music at Spotify and Deezer do not change."),
    el("p", {}, button("Delete me…", () => deleteMe(actions), { className: "danger", testid: "delete-me" })));
}

function forget() {
  shown?.panel.leave?.();
  shown = null;
}

// Otherwise the back/forward cache would keep a new key readable.
addEventListener("pagehide", () => shown?.panel.leave?.());

export function renderAccount(actions) {
  const section = byId("account");
  const wanted = state.signedIn ? accountRoute() : null;
  section.hidden = wanted === null;
  if (wanted === null) {
    forget();
    section.replaceChildren();
    return;
  }
  const tab = tabsOf(state.user).includes(wanted) ? wanted : "keys";
  const user = `${state.user?.id} ${state.user?.is_owner}`;
  // Keep the current panel: the user may be typing in it.
  if (shown?.tab === tab && shown.user === user) return;
  forget();
  const panel = makers[tab](actions);
  shown = { tab, user, panel };
  section.replaceChildren(el("h2", { id: "account-title", tabindex: "-1" }, "Your account"), tabs(tab), panel.node,
    dangerZone(actions));
  panel.load();
}

export function focusAccount() {
  (document.querySelector("#account .tabs [aria-current=page]") ?? byId("account-title"))?.focus();
}
