import { button, byId, el, showMain } from "../dom.js";
import { t } from "../i18n.js";
import { loginUrl, returningUrl } from "../links.js";
import { foldedPart } from "../parts.js";
import { connectionOf, state } from "../state.js";
import { describeProblem } from "../words/problems.js";
import { initials } from "./avatar.js";

const asks = foldedPart(() => import("./asks.js"));

function serviceMark({ name, display_name: title }) {
  const node = initials(title);
  node.classList.add(`avatar-${name}`);
  return node;
}

const isAnyConfigured = () => state.providers.some((provider) => provider.configured);

// A line with the name, the state and the next step; everything else is folded.
function line({ provider, avatar, about = null, status, action = null }) {
  return el("div", { className: "line" }, avatar ?? serviceMark(provider),
    el("div", { className: "line-words" },
      el("h3", { id: `service-${provider.name}` }, provider.display_name), about), status, action);
}

const stateText = (key, className = "") => el("span", { className: `state ${className}` }, t(key));

function notConfigured(provider) {
  return [
    line({ provider, status: stateText("services.notSetUp"), action: state.user?.is_owner === true
      && el("a", { className: "button", href: "#account/setup", testid: `set-up-${provider.name}` },
        t("services.setUp")) }),
  ];
}

function signedOut(provider) {
  // A notice can lead to a view that only a signed-in user sees.
  const href = (location.hash ? returningUrl : loginUrl)(provider.login_url, state.claim);
  return [
    line({ provider, status: stateText(state.signedIn ? "services.notConnected" : "services.ready"),
      action: href && el("a", { className: state.signedIn ? "button" : "button primary", href,
        testid: `connect-${provider.name}` },
        t("services.connect", { service: provider.display_name })) }),
    asks(t("services.asks", { service: provider.display_name }), `asks-${provider.name}`,
      ({ asked }) => asked(provider)),
  ];
}

const unknown = (provider) => [line({ provider, status: stateText("services.unknown") })];

const healthProblems = { unhealthy: "provider_app_unhealthy", paused: "provider_rate_limited",
  outage: "provider_unavailable" };

// The health of the provider app that all users share. A short rate-limit block is not worth a message.
function healthNotice({ name, health }) {
  const isKnown = health && Object.hasOwn(healthProblems, health.status)
    && !(health.status === "paused" && health.retry_after < 60);
  const text = isKnown ? describeProblem({ ...health, code: healthProblems[health.status] }, name)
    : state.outages[name];
  return text && el("p", { className: "warn-text", testid: `health-${name}` }, text);
}

function card(provider, connectionParts) {
  const connection = connectionOf(provider.name);
  const content = connection ? connectionParts(provider, connection, line)
    : !provider.configured ? notConfigured(provider)
      : state.signedIn && !state.connections ? unknown(provider) : signedOut(provider);
  const [first, ...rest] = content;
  return el("article", { className: "stack-row service", testid: `provider-${provider.name}`,
    "aria-labelledby": `service-${provider.name}` }, first, healthNotice(provider), ...rest);
}

// What a user has unfolded stays unfolded when the card changes.
function openDetails() {
  return [...document.querySelectorAll("#service-cards details[open][data-testid]")].map((one) => one.dataset.testid);
}

let shown = null;

export function renderServices(view, connectionParts) {
  const section = byId("services");
  section.setAttribute("aria-busy", "false");
  section.hidden = view !== "home" || (!state.signedIn && !isAnyConfigured());
  byId("services-title").textContent = t(state.signedIn ? "services.title" : "services.signIn");
  byId("services-lead").hidden = state.signedIn;
  // Of the to-do list, the cards show only whether a service ended many consents.
  const todo = state.todo?.items?.filter(({ code }) => code?.endsWith("_in_mass"));
  const wanted = JSON.stringify({ ...state, todo, keys: 0, hash: location.hash });
  if (wanted === shown) return;
  shown = wanted;
  const open = openDetails();
  const providers = state.providers.filter(({ configured }) => configured || state.signedIn);
  byId("service-cards").replaceChildren(...providers.map((provider) => card(provider, connectionParts)));
  for (const name of open) document.querySelector(`#service-cards [data-testid="${name}"]`)?.setAttribute("open", "");
}

export function renderServicesUnread(retry) {
  showMain();
  shown = null;
  byId("services").setAttribute("aria-busy", "false");
  byId("service-cards").replaceChildren(
    el("p", { className: "quiet" }, t("services.unread")), button(t("page.tryAgain"), retry, { testid: "retry" }));
}
