import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { loginUrl } from "../links.js";
import { connectionOf, state } from "../state.js";
import { openRequests } from "../words/consent.js";
import { allowances } from "./allowances.js";

export function consentUrl(provider, scopes, returnUrl = null) {
  const link = loginUrl(provider.login_url, state.claim);
  if (!link) return null;
  const url = new URL(link);
  url.searchParams.set("scope", scopes.join(" "));
  if (returnUrl) url.searchParams.set("returnUrl", returnUrl);
  return url.href;
}

// Explains what the service will ask for before the browser leaves for it.
function ask(provider, { title, intro, scopes, leave, returnUrl = null, left = null }) {
  const service = provider.display_name;
  const granted = (connectionOf(provider.name)?.scopes ?? []).filter((scope) => !scopes.includes(scope));
  const node = el("dialog", { className: "dialog", testid: "consent", "aria-labelledby": "consent-title" },
    el("h2", { id: "consent-title", tabindex: "-1" }, title),
    el("p", {}, intro),
    allowances(provider.name, scopes, { testid: "consent-new" }),
    granted.length > 0 && el("details", {}, el("summary", {}, t("consent.before")),
      allowances(provider.name, granted, { testid: "consent-before" })),
    el("p", { className: "quiet" }, t("consent.ifRefused", { service })),
    el("div", { className: "actions" },
      button(leave, () => node.close(), { testid: "consent-leave" }),
      el("a", { className: "button primary", href: consentUrl(provider, scopes, returnUrl), testid: "consent-go",
        on: { click: () => { left = null; node.close(); } } }, t("consent.go", { service }))));
  const opener = document.activeElement;
  node.addEventListener("close", () => {
    node.remove();
    if (opener?.isConnected) opener.focus();
    left?.();
  }, { once: true });
  document.body.append(node);
  node.showModal();
  node.querySelector("#consent-title").focus();
}

function askFor(provider, { title, scopes }) {
  ask(provider, {
    title: t("consent.title", { request: title }),
    intro: t("consent.intro", { service: provider.display_name }),
    scopes,
    leave: t("page.cancel"),
  });
}

// A button for each permission request that the settings allow and the consent does not include yet.
export function requestButtons(provider, connection) {
  if (!provider.configured || !provider.login_url) return null;
  const requests = openRequests(provider, connection.scopes ?? []);
  if (!requests.length) return null;
  return el("details", { testid: `wishes-${provider.name}` },
    el("summary", {}, t("consent.more")),
    el("p", { className: "quiet" }, t("consent.moreText", { service: provider.display_name })),
    el("div", { className: "actions" }, requests.map((request) =>
      button(request.title, () => askFor(provider, request), { className: "small", testid: "wish",
        "data-scopes": request.scopes.join(" ") }))));
}

// A sign-in without a session does not know the earlier scopes, so it does not request them.
export function askForLostScopes(provider, scopes, returnUrl) {
  ask(provider, {
    title: t("consent.lostTitle"),
    intro: t("consent.lostIntro", { service: provider.display_name }),
    scopes,
    leave: t("consent.lostLeave"),
    returnUrl,
    left: returnUrl && (() => location.assign(returnUrl)),
  });
}
