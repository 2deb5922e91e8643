import { api } from "../api.js";
import { button, byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { loadingLine, part } from "../parts.js";
import { state } from "../state.js";
import { confirm } from "../views/confirm.js";
import { tabRow } from "../views/tabs.js";
import { accountTab, accountTabs } from "../views/userMenu.js";
import { actions } from "./actions.js";
import { accountApi } from "./api.js";

let shown = null; // { tab, user, panel }

// Only the panel that is opened is loaded.
const panels = {
  keys: part(async () => (await import("./keys.js")).KeysPanel),
  notices: part(async () => (await import("./notices.js")).NoticesPanel),
  accounts: part(async () => (await import("./accounts.js")).AccountsPanel),
  sessions: part(async () => (await import("./sessions.js")).SessionsPanel),
  activity: part(async () => (await import("./activity.js")).ActivityPanel),
  people: part(async () => (await import("./users.js")).UsersPanel),
  setup: part(async () => (await import("../setup/setup.js")).SetupPanel),
};

const tabs = (current) => tabRow(t("account.title"), accountTabs().map((tab) => ({ href: `#account/${tab}`,
  text: t(`account.tabs.${tab}`), testid: `tab-${tab}`, current: tab === current })));

const askToDelete = (user) => confirm({
  title: t("deletion.title", { name: user?.display_name ?? t("page.namelessUser") }),
  text: [t("deletion.text"), user?.is_owner && t("deletion.owner")],
  action: t("deletion.action"),
  word: t("deletion.word"),
});

async function deleteMe() {
  try {
    // In another tab another user can have signed in since this page was loaded.
    const { user } = await api.me();
    if (!await askToDelete(user)) return;
    await accountApi.deleteMe();
  } catch (problem) {
    actions.showProblem(t("deletion.failed"), problem);
    return;
  }
  actions.deleted();
}

function dangerZone() {
  return el("details", { className: "danger-zone", testid: "danger-zone" },
    el("summary", {}, t("deletion.summary")),
    el("p", {}, t("deletion.explained")),
    el("p", {}, button(t("deletion.button"), deleteMe, { className: "danger", testid: "delete-me" })));
}

function forget() {
  shown?.panel?.leave?.();
  shown = null;
}

// Otherwise the back/forward cache would keep a new key readable.
addEventListener("pagehide", () => shown?.panel?.leave?.());

export async function renderAccount() {
  const section = byId("account");
  const tab = state.signedIn ? accountTab() : null;
  section.hidden = tab === null;
  if (tab === null) {
    forget();
    section.replaceChildren();
    return;
  }
  const user = `${state.user?.id} ${state.user?.is_owner}`;
  // Keep the current panel: the user may be typing in it.
  if (shown?.tab === tab && shown.user === user) return;
  forget();
  const current = { tab, user, panel: null };
  shown = current;
  const place = el("div", { className: "panel", "aria-busy": "true" }, loadingLine());
  section.replaceChildren(el("h2", { id: "account-title", tabindex: "-1" }, t("account.title")), tabs(tab), place,
    dangerZone());
  const PanelOfTab = await panels[tab]();
  if (shown !== current) return;
  current.panel = new PanelOfTab(actions);
  place.replaceWith(current.panel.node);
  current.panel.load();
}

export function focusAccount() {
  (document.querySelector("#account .tabs [aria-current=page]") ?? byId("account-title"))?.focus();
}
