import { accountRoute } from "../address.js";
import { api } from "../api.js";
import { button, byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { state } from "../state.js";
import { confirm } from "../views/confirm.js";
import { tabRow } from "../views/tabs.js";
import { accountTabs } from "../views/userMenu.js";

let shown = null; // { tab, user, panel }

// Only the panel that is opened is loaded.
const makers = {
  keys: async ({ showProblem }) => new (await import("./keys.js")).KeysPanel(showProblem),
  notices: async ({ showProblem }) => new (await import("./notices.js")).NoticesPanel(showProblem),
  accounts: async (actions) => new (await import("./accounts.js")).AccountsPanel(actions),
  sessions: async (actions) => new (await import("./sessions.js")).SessionsPanel(actions.showProblem, actions),
  activity: async () => new (await import("./activity.js")).ActivityPanel(),
  people: async ({ showProblem }) => new (await import("./users.js")).UsersPanel(showProblem),
  setup: async (actions) => new (await import("../setup/setup.js")).SetupPanel(actions),
};

const tabs = (current) => tabRow(t("account.title"), accountTabs().map((tab) => ({ href: `#account/${tab}`,
  text: t(`account.tabs.${tab}`), testid: `tab-${tab}`, current: tab === current })));

async function deleteMe({ showProblem, deleted }) {
  const agreed = await confirm({
    title: t("deletion.title"),
    text: t(state.user?.is_owner ? "deletion.textOwner" : "deletion.text"),
    action: t("deletion.action"),
    word: t("deletion.word"),
  });
  if (!agreed) return;
  try {
    await api.deleteMe();
  } catch (problem) {
    showProblem(t("deletion.failed"), problem);
    return;
  }
  deleted();
}

function dangerZone(actions) {
  return el("details", { className: "danger-zone", testid: "danger-zone" },
    el("summary", {}, t("deletion.summary")),
    el("p", {}, t("deletion.explained")),
    el("p", {}, button(t("deletion.button"), () => deleteMe(actions),
      { className: "danger", testid: "delete-me" })));
}

function forget() {
  shown?.panel?.leave?.();
  shown = null;
}

// Otherwise the back/forward cache would keep a new key readable.
addEventListener("pagehide", () => shown?.panel?.leave?.());

export async function renderAccount(actions) {
  const section = byId("account");
  const wanted = state.signedIn ? accountRoute() : null;
  section.hidden = wanted === null;
  if (wanted === null) {
    forget();
    section.replaceChildren();
    return;
  }
  const tab = accountTabs().includes(wanted) ? wanted : "keys";
  const user = `${state.user?.id} ${state.user?.is_owner}`;
  // Keep the current panel: the user may be typing in it.
  if (shown?.tab === tab && shown.user === user) return;
  forget();
  const current = { tab, user, panel: null };
  shown = current;
  const place = el("div", { className: "panel", "aria-busy": "true" }, el("p", { className: "quiet" },
    t("page.loading")));
  section.replaceChildren(el("h2", { id: "account-title", tabindex: "-1" }, t("account.title")), tabs(tab), place,
    dangerZone(actions));
  current.panel = await makers[tab](actions);
  if (shown !== current) return;
  place.replaceWith(current.panel.node);
  current.panel.load();
}

export function focusAccount() {
  (document.querySelector("#account .tabs [aria-current=page]") ?? byId("account-title"))?.focus();
}
