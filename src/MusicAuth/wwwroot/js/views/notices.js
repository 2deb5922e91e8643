import { button, byId, el } from "../dom.js";
import { isLoopback } from "../links.js";

// One message at a time: the newest is the one that matters. The region is live, so it is read out.
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
      el("p", {}, "You opened it over plain http on a network: whoever listens there can take over your session. "
        + "Put HTTPS in front of MusicAuth and set Web:PublicUrl to that address.")));
}

// Signing in ends at the public address; a session there is no session here.
function elsewhereBanner(providers) {
  const login = providers.map((provider) => provider.login_url).find(Boolean);
  const home = login ? new URL(login, location.origin).origin : location.origin;
  if (home === location.origin) return null;
  return el("div", { className: "banner warning", testid: "banner-elsewhere" },
    el("div", {}, el("strong", {}, "This is not the instance's own address"),
      el("p", {}, "Signing in leads to ", el("a", { href: `${home}/` }, home),
        ", and only there will you be signed in. Open MusicAuth at that address.")));
}

function claimBanner(claim) {
  if (!claim) return null;
  return el("div", { className: "banner good", testid: "banner-claim" },
    el("div", {}, el("strong", {}, "You are about to become the owner of this instance"),
      el("p", {}, "Sign in with one of the services below, and it is yours. "
        + "If you reload this page first, open the owner link once more.")));
}

export function renderBanners({ providers, claim }) {
  const banners = [insecureBanner(), elsewhereBanner(providers), claimBanner(claim)];
  byId("banners").replaceChildren(...banners.filter(Boolean));
}
