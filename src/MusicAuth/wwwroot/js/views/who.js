import { button, byId, el } from "../dom.js";

export function renderWho({ signedIn, user }, signOut) {
  if (!signedIn) {
    byId("who").replaceChildren();
    return;
  }
  byId("who").replaceChildren(
    el("span", { className: "quiet", testid: "user" },
      user?.display_name ? `Signed in as ${user.display_name}` : "Signed in"),
    button("Sign out", signOut, { testid: "sign-out" }));
}
