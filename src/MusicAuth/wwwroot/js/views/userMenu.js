import { accountRoute, currentView } from "../address.js";
import { button, byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { state } from "../state.js";
import { initials } from "./avatar.js";

const tabs = ["keys", "notices", "accounts", "sessions", "activity"];
const ownerTabs = ["people", "setup"];

export const accountTabs = () => (state.user?.is_owner === true ? [...tabs, ...ownerTabs] : tabs);

// The tab that the account shows; null in another view.
export function accountTab() {
  const tab = accountRoute();
  return tab === null || accountTabs().includes(tab) ? tab : tabs[0];
}

function pages(view) {
  const link = (href, text, testid, current) =>
    el("a", { href, testid, "aria-current": current ? "page" : null }, text);
  byId("pages").hidden = !state.signedIn;
  byId("pages").replaceChildren(
    link("#", t("menu.home"), "go-home", view === "home"),
    link("#playlists", t("menu.music"), "go-music", view === "playlist"),
    link("#account/keys", t("menu.account"), "go-account", view === "account"));
}

function needs() {
  const count = state.todo?.count ?? 0;
  byId("needs").hidden = !state.signedIn || count === 0;
  if (count) byId("needs").replaceChildren(el("span", { "aria-hidden": "true" }, String(count)),
    el("span", { className: "unseen" }, t("todo.count", { count })));
}

export function renderUserMenu(signOut) {
  const view = currentView();
  pages(view);
  needs();
  if (!state.signedIn) {
    byId("user-menu").replaceChildren();
    return;
  }
  const name = state.user?.display_name;
  const wasOpen = byId("user-menu").querySelector("details")?.open === true;
  const menu = el("details", { className: "menu", testid: "menu", open: wasOpen },
    el("summary", { "aria-label": t("menu.open"), title: name ?? null }, initials(name)),
    el("div", { className: "menu-list" },
      el("p", { className: "quiet", testid: "user" }, name ? t("menu.signedInAs", { name }) : t("menu.signedIn")),
      accountTabs().map((tab) => el("a", { href: `#account/${tab}`, testid: `menu-${tab}`,
        "aria-current": accountTab() === tab ? "page" : null }, t(`account.tabs.${tab}`))),
      button(t("menu.signOut"), signOut, { testid: "sign-out" })));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("click", (event) => event.target.closest("a") && (menu.open = false));
  byId("user-menu").replaceChildren(menu);
}

document.addEventListener("click", (event) => {
  const menu = byId("user-menu").querySelector("details[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// The number of things to do stands in the title of every view: it shows in the browser's tab.
export function showTitle(view) {
  const names = { account: () => t(`account.tabs.${accountTab()}`), connect: () => t("connect.title"),
    playlist: () => t("menu.music"), home: () => null };
  const name = state.signedIn ? names[view]() : null;
  const count = state.todo?.count ?? 0;
  document.title = `${count ? `(${count}) ` : ""}${name ? `${name} · ` : ""}MusicAuth`;
}
