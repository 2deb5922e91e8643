import { button, byId, el } from "../dom.js";
import { isLoopback } from "../links.js";

// Shows one message at a time. The region is live, so screen readers announce it.
export function showAlert({ title, text, code = null, kind = "problem", link = null }) {
  const box = el("div", { className: `banner ${kind}`, testid: "alert", ...(code ? { "data-code": code } : {}) },
    el("div", {}, el("strong", {}, title), el("p", {}, text, code && " ", code && el("code", {}, code)),
      link && el("p", {}, link)),
    button("×", clearAlert, { className: "close", "aria-label": "Close this message", testid: "alert-close" }));
  byId("alerts").replaceChildren(box);
}

export function clearAlert() {
  byId("alerts").replaceChildren();
}

function insecureBanner() {
  if (location.protocol !== "http:" || isLoopback(location.hostname)) return null;
  return el("div", { className: "banner warning", testid: "banner-insecure" },
    el("div", {}, el("strong", {}, "This page is not encrypted"),
      el("p", {}, "You opened this page over plain HTTP, so other people on the network can take over your session. "
        + "Put HTTPS in front of MusicAuth and set Web:PublicUrl to the HTTPS address.")));
}

// A sign-in ends at the public address, and its session is valid only there.
function elsewhereBanner(providers) {
  const login = providers.map((provider) => provider.login_url).find(Boolean);
  const home = login ? new URL(login, location.origin).origin : location.origin;
  if (home === location.origin) return null;
  return el("div", { className: "banner warning", testid: "banner-elsewhere" },
    el("div", {}, el("strong", {}, "MusicAuth has another address"),
      el("p", {}, "A sign-in leads to ", el("a", { href: `${home}/` }, home),
        ", and you are then signed in only there. Open MusicAuth at that address.")));
}

function claimBanner(claim) {
  if (!claim) return null;
  return el("div", { className: "banner good", testid: "banner-claim" },
    el("div", {}, el("strong", {}, "You are about to become the owner of this MusicAuth"),
      el("p", {}, "Sign in with one of the services below to become the owner. "
        + "If you reload this page before that, open the owner link again.")));
}

export function renderBanners({ providers, claim }) {
  const banners = [insecureBanner(), elsewhereBanner(providers), claimBanner(claim)];
  byId("banners").replaceChildren(...banners.filter(Boolean));
}
