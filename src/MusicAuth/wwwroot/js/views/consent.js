import { button, el } from "../dom.js";
import { loginUrl } from "../links.js";
import { connectionOf, state } from "../state.js";
import { allowanceOf, openRequests } from "../words/consent.js";

// One line per scope; the tooltip shows the provider's name of the scope.
export function allowances(provider, scopes, options = {}) {
  return el("ul", { className: "allowances", ...options }, scopes.map((scope) => {
    const text = allowanceOf(provider, scope);
    return el("li", { title: scope, "data-scope": scope },
      text ? text.charAt(0).toUpperCase() + text.slice(1) : el("code", {}, scope));
  }));
}

function linkFor(provider, scopes, returnUrl) {
  const link = loginUrl(provider.login_url, state.claim);
  if (!link) return null;
  const url = new URL(link);
  url.searchParams.set("scope", scopes.join(" "));
  if (returnUrl) url.searchParams.set("returnUrl", returnUrl);
  return url.href;
}

// Explains what the service will ask for before the browser leaves for it.
function ask(provider, { title, intro, scopes, leave, returnUrl = null, left = null }) {
  const name = provider.display_name;
  const granted = (connectionOf(provider.name)?.scopes ?? []).filter((scope) => !scopes.includes(scope));
  const node = el("dialog", { className: "dialog", testid: "consent", "aria-labelledby": "consent-title" },
    el("h2", { id: "consent-title", tabindex: "-1" }, title),
    el("p", {}, intro),
    allowances(provider.name, scopes, { testid: "consent-new" }),
    granted.length > 0 && el("details", {}, el("summary", {}, "Permissions from before, which stay"),
      allowances(provider.name, granted, { testid: "consent-before" })),
    el("p", { className: "quiet" }, `If you refuse at ${name}, nothing changes.`),
    el("div", { className: "actions" },
      button(leave, () => node.close(), { testid: "consent-leave" }),
      el("a", { className: "button primary", href: linkFor(provider, scopes, returnUrl), testid: "consent-go",
        on: { click: () => { left = null; node.close(); } } }, `Continue to ${name}`)));
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
    title: `${title}?`,
    intro: `${provider.display_name} will ask you for these permissions. Through this MusicAuth, apps can then:`,
    scopes,
    leave: "Cancel",
  });
}

// A button for each permission request that the settings allow and the consent does not include yet.
export function requestButtons(provider, connection) {
  if (!provider.configured || !provider.login_url) return null;
  const requests = openRequests(provider, connection.scopes ?? []);
  if (!requests.length) return null;
  return el("details", { testid: `wishes-${provider.name}` },
    el("summary", {}, "Let apps do more"),
    el("p", { className: "quiet" }, `Each button opens ${provider.display_name}, which asks for your consent first.`),
    el("div", { className: "actions" }, requests.map((request) =>
      button(request.title, () => askFor(provider, request), { className: "small", testid: "wish",
        "data-scopes": request.scopes.join(" ") }))));
}

// A sign-in without a session does not know the earlier scopes, so it does not request them.
export function askForLostScopes(provider, scopes, returnUrl) {
  ask(provider, {
    title: "Ask for your earlier permissions again?",
    intro: "This browser did not know your earlier permissions when you signed in, so "
      + `${provider.display_name} did not ask for them. Without them, apps can no longer:`,
    scopes,
    leave: "Continue without them",
    returnUrl,
    left: returnUrl && (() => location.assign(returnUrl)),
  });
}
