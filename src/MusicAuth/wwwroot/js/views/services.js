import { button, byId, el, outwardLink } from "../dom.js";
import { loginUrl } from "../links.js";
import { connectionOf, state } from "../state.js";
import { describeProblem } from "../words/problems.js";
import { redirectUriNote, setupOf } from "../words/setup.js";
import { connectionCard } from "./connection.js";
import { allowances } from "./consent.js";
import { copyField } from "./copyField.js";

function redirectField(provider) {
  if (!provider.redirect_uri) return null;
  const note = redirectUriNote(provider);
  return [
    copyField(`Redirect URI for ${provider.display_name}`, provider.redirect_uri, `redirect-uri-${provider.name}`),
    note && el("p", { className: "quiet" }, note),
  ];
}

function setting(key, name, text) {
  return el("li", {}, el("code", {}, `${key}:${name}`), " or ", el("code", {}, `${key}__${name}`), `: ${text}`);
}

function setupSteps(provider) {
  const setup = setupOf(provider.name);
  if (!setup) return [el("p", {}, "Set the client id in the settings to turn it on."), redirectField(provider)];
  return [
    el("p", {}, setup.register && ["Register your own app: ",
      outwardLink(setup.register.url, setup.register.text), ". "], setup.facts),
    el("p", {}, setup.register ? "Enter this redirect URI there exactly as shown:"
      : "Your app must be registered with the domain of this redirect URI:"),
    redirectField(provider),
    el("p", {}, "Then add these settings and restart MusicAuth:"),
    el("ul", { className: "settings" },
      setting(setup.key, "ClientId", setup.clientId), setting(setup.key, "ClientSecret", setup.clientSecret)),
  ];
}

function notConfigured(provider) {
  return [
    el("p", { className: "state" }, "Not set up on this MusicAuth"),
    el("details", { testid: `setup-${provider.name}`, open: !state.signedIn && noneConfigured() },
      el("summary", {}, `How to set up ${provider.display_name}`), ...setupSteps(provider)),
  ];
}

const noneConfigured = () => !state.providers.some((provider) => provider.configured);

function signedOut(provider) {
  const href = loginUrl(provider.login_url, state.claim);
  return [
    el("p", { className: "state" }, state.signedIn ? "Not connected" : "Ready to sign in"),
    href && el("div", { className: "actions" },
      el("a", { className: "button primary", href, testid: `connect-${provider.name}` },
        `Connect ${provider.display_name}`)),
    provider.scopes?.length > 0 && el("details", { testid: `asks-${provider.name}` },
      el("summary", {}, `Permissions that ${provider.display_name} asks for`),
      el("p", {}, `${provider.display_name} asks for these permissions. Through this MusicAuth, apps can then:`),
      allowances(provider.name, provider.scopes)),
    el("details", {}, el("summary", {}, `${provider.display_name} says the redirect URI is wrong?`),
      el("p", {}, "Register this redirect URI there exactly as shown:"), redirectField(provider)),
  ];
}

function unknown() {
  return [el("p", { className: "state" }, "MusicAuth could not load the state of this connection.")];
}

const healthProblems = { unhealthy: "provider_app_unhealthy", paused: "provider_rate_limited",
  outage: "provider_unavailable" };

// The health of the provider app that all users share. A short rate-limit block is not worth a message.
function healthNotice({ name, health }) {
  if (!health || !Object.hasOwn(healthProblems, health.status)) return null;
  if (health.status === "paused" && health.retry_after < 60) return null;
  const problem = { code: healthProblems[health.status], reason: health.reason, retryAfter: health.retry_after };
  return el("p", { className: "warn-text", testid: `health-${name}` }, describeProblem(problem, name));
}

function card(provider, actions) {
  const connection = connectionOf(provider.name);
  const content = connection ? connectionCard(provider, connection, actions)
    : !provider.configured ? notConfigured(provider)
      : state.signedIn && !state.connections ? unknown() : signedOut(provider);
  const title = `service-${provider.name}`;
  return el("article", { className: "card", testid: `provider-${provider.name}`, "aria-labelledby": title },
    el("h3", { id: title }, el("span", { className: `dot dot-${provider.name}`, "aria-hidden": "true" }),
      provider.display_name), healthNotice(provider), ...content);
}

export function renderServices(actions) {
  const heading = state.signedIn ? "Services" : noneConfigured() ? "Set up a service" : "Sign in with a service";
  byId("services-title").textContent = heading;
  byId("services").setAttribute("aria-busy", "false");
  byId("service-cards").replaceChildren(...state.providers.map((provider) => card(provider, actions)));
}

export function renderServicesUnread(retry) {
  byId("services").setAttribute("aria-busy", "false");
  byId("service-cards").replaceChildren(
    el("p", { className: "quiet" }, "MusicAuth could not load the services."),
    button("Try again", retry, { testid: "retry" }));
}
