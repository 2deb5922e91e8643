import { button, byId, el } from "../dom.js";
import { parts, t } from "../i18n.js";
import { isLoopback } from "../links.js";

// Shows one message at a time. The region is live, so screen readers announce it.
export function showAlert({ title, text, code = null, kind = "problem", link = null }) {
  const box = el("div", { className: `banner ${kind}`, testid: "alert", "data-kind": kind,
    ...(code ? { "data-code": code } : {}) },
  el("div", {}, el("strong", {}, title), text && el("p", {}, text, code && " ", code && el("code", {}, code)),
    link && el("p", {}, link)),
  button("×", clearAlert, { className: "close", "aria-label": t("page.closeMessage"), testid: "alert-close" }));
  byId("alerts").replaceChildren(box);
}

export function clearAlert() {
  byId("alerts").replaceChildren();
}

// A success stays until it is closed; a problem belongs to the view in which it arose.
export function clearProblem() {
  if (byId("alerts").firstElementChild?.dataset.kind !== "good") clearAlert();
}

const banner = (kind, testid, title, ...text) => el("div", { className: `banner ${kind}`, testid },
  el("div", {}, el("strong", {}, title), el("p", {}, ...text)));

function insecureBanner() {
  if (location.protocol !== "http:" || isLoopback(location.hostname)) return null;
  return banner("warning", "banner-insecure", t("banners.insecure"), t("banners.insecureText"));
}

// A sign-in ends at the public address, and its session is valid only there.
function elsewhereBanner(providers) {
  const login = providers.map((provider) => provider.login_url).find(Boolean);
  const home = login ? new URL(login, location.origin).origin : location.origin;
  if (home === location.origin) return null;
  return banner("warning", "banner-elsewhere", t("banners.elsewhere"),
    ...parts("banners.elsewhereText", { address: el("a", { href: `${home}/` }, home) }));
}

function claimBanner(claim, providers) {
  if (!claim) return null;
  const isReady = providers.some(({ configured }) => configured);
  return banner("good", "banner-claim", t("banners.claim"), t(isReady ? "banners.claimText" : "banners.claimSetup"));
}

export function renderBanners({ providers, claim, signedIn }) {
  const banners = [insecureBanner(), elsewhereBanner(providers), !signedIn && claimBanner(claim, providers)];
  byId("banners").replaceChildren(...banners.filter(Boolean));
}
