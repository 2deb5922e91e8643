import { accountRoute } from "../address.js";
import { button, byId, el } from "../dom.js";

function pages() {
  const inAccount = accountRoute() !== null;
  const link = (href, text, testid, current) =>
    el("a", { href, testid, "aria-current": current ? "page" : null }, text);
  return el("nav", { className: "pages", "aria-label": "Pages" },
    link("#playlists", "Music", "go-music", !inAccount), link("#account/keys", "Account", "go-account", inAccount));
}

export function renderUserMenu({ signedIn, user }, signOut) {
  if (!signedIn) {
    byId("user-menu").replaceChildren();
    return;
  }
  byId("user-menu").replaceChildren(
    pages(),
    el("span", { className: "quiet", testid: "user" },
      user?.display_name ? `Signed in as ${user.display_name}` : "Signed in"),
    button("Sign out", signOut, { testid: "sign-out" }));
}
