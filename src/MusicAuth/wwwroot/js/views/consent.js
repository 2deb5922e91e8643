import { button, el } from "../dom.js";
import { loginUrl } from "../links.js";
import { connectionOf, state } from "../state.js";
import { allowanceOf, openWishes } from "../words/consent.js";

// What scopes allow, one line each; the name that the service gives it stands beside it for whoever looks it up.
export function allowances(provider, scopes, options = {}) {
  return el("ul", { className: "allowances", ...options }, scopes.map((scope) => {
    const words = allowanceOf(provider, scope);
    return el("li", { title: scope, "data-scope": scope },
      words ? words.charAt(0).toUpperCase() + words.slice(1) : el("code", {}, scope));
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

// The question before the question: what the service will ask, in words, before anybody leaves for it.
function ask(provider, { title, intro, scopes, leave, returnUrl = null, left = null }) {
  const name = provider.display_name;
  const granted = (connectionOf(provider.name)?.scopes ?? []).filter((scope) => !scopes.includes(scope));
  const node = el("dialog", { className: "dialog", testid: "consent", "aria-labelledby": "consent-title" },
    el("h2", { id: "consent-title", tabindex: "-1" }, title),
    el("p", {}, intro),
    allowances(provider.name, scopes, { testid: "consent-new" }),
    granted.length > 0 && el("details", {}, el("summary", {}, "What you granted before stays"),
      allowances(provider.name, granted, { testid: "consent-before" })),
    el("p", { className: "quiet" }, `If you refuse at ${name}, everything stays as it is now.`),
    el("div", { className: "actions" },
      button(leave, () => node.close(), { testid: "consent-leave" }),
      el("a", { className: "button primary", href: linkFor(provider, scopes, returnUrl), testid: "consent-go",
        on: { click: () => { left = null; node.close(); } } }, `Go on to ${name}`)));
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
    intro: `${provider.display_name} will ask you whether apps may, through this MusicAuth:`,
    scopes,
    leave: "Leave it as it is",
  });
}

// A button per wish that this instance may still ask for.
export function wishButtons(provider, connection) {
  if (!provider.configured || !provider.login_url) return null;
  const wishes = openWishes(provider, connection.scopes ?? []);
  if (!wishes.length) return null;
  return el("details", { testid: `wishes-${provider.name}` },
    el("summary", {}, "Let apps do more"),
    el("p", { className: "quiet" }, `Each leads to ${provider.display_name}, which asks you first.`),
    el("div", { className: "actions" }, wishes.map((wish) =>
      button(wish.title, () => askFor(provider, wish), { className: "small", testid: "wish",
        "data-scopes": wish.scopes.join(" ") }))));
}

// A sign-in from elsewhere could not know of what had been granted before, and so did not ask for it.
export function askForLost(provider, scopes, returnUrl) {
  ask(provider, {
    title: "Ask for what you had granted before?",
    intro: `This browser could not know of it when you signed in, so ${provider.display_name} did not ask. `
      + "Without it, apps can no longer:",
    scopes,
    leave: "Leave it so",
    returnUrl,
    left: returnUrl && (() => location.assign(returnUrl)),
  });
}
