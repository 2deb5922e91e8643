import { forgetDeparture, rememberDeparture } from "../departure.js";
import { button, el, loadStyle, outwardLink } from "../dom.js";
import { parts, t } from "../i18n.js";
import { loginUrl } from "../links.js";
import { connectionOf, load, state } from "../state.js";
import { readPasted } from "../words/manualRedirect.js";
import { dashboardOf } from "../words/setup.js";
import { copyField } from "./copyField.js";

// The service refuses the address of MusicAuth, so its redirect fails on the user's own machine and the user copies
// that address to this page. The rest is an ordinary callback with this browser's flow cookie.
let guide = null;

function step(title, ...content) {
  return el("li", {}, el("h3", {}, title), ...content);
}

function registerStep(provider) {
  const url = dashboardOf(provider.name);
  return step(t("guide.register"),
    el("p", {}, ...(url ? parts("guide.registerAt", { dashboard: outwardLink(url, t("setup.dashboard")) })
      : [t("guide.registerText")])),
    copyField(t("setup.redirectUri", { service: provider.display_name }), provider.redirect_uri,
      "guide-redirect-uri"));
}

function openStep(provider, href) {
  const service = provider.display_name;
  return step(t("guide.open", { service }), el("p", {}, t("guide.openText")),
    el("p", {}, el("a", { className: "button primary", href, target: "_blank", rel: "noopener noreferrer",
      testid: "guide-open" }, t("guide.openButton", { service }), el("span", { "aria-hidden": "true" }, "\u00a0↗"))));
}

function copyStep(provider) {
  return step(t("guide.copy"), el("p", {}, t("guide.copyText")),
    el("p", {}, el("code", {}, `${provider.redirect_uri}?`)),
    el("p", { className: "quiet" }, t("guide.copyDone")));
}

function pasteStep(provider, home) {
  const problem = el("p", { className: "field-problem", id: "paste-problem", testid: "paste-problem", role: "alert" });
  const field = el("input", { type: "text", id: "paste-field", testid: "paste-field", inputmode: "url",
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": "paste-problem paste-care" });
  const finish = el("button", { type: "submit", className: "primary", testid: "paste-finish" },
    t("guide.finish"));
  const showProblem = (sentence) => {
    problem.textContent = sentence ?? "";
    field.setAttribute("aria-invalid", String(Boolean(sentence)));
  };
  const submit = (event) => {
    event.preventDefault();
    const pasted = readPasted(field.value, provider.name);
    showProblem(pasted.problem);
    if (pasted.problem) {
      field.focus();
      problem.scrollIntoView({ block: "nearest" });
      return;
    }
    guide.isLeaving = true;
    // The address contains a code, which must not stay in the field or the history.
    field.value = "";
    finish.textContent = t("guide.finishing");
    finish.setAttribute("aria-disabled", "true");
    location.replace(`${home}/callback/${encodeURIComponent(provider.name)}${pasted.search}`);
  };
  field.addEventListener("input", () => showProblem(null));
  return step(t("guide.paste"),
    el("form", { className: "paste", on: { submit }, novalidate: true },
      el("label", { for: "paste-field", className: "unseen" }, t("guide.pasteLabel")),
      el("div", { className: "field-row" }, field, finish), problem,
      el("p", { className: "quiet", id: "paste-care" }, t("guide.pasteCare"))));
}

function build(provider, href) {
  const service = provider.display_name;
  const home = new URL(provider.login_url).origin;
  return el("dialog", { className: "dialog guide", testid: "guide", "aria-labelledby": "guide-title" },
    el("div", { className: "head" },
      el("h2", { id: "guide-title", tabindex: "-1" }, t("guide.title", { service })),
      button("×", close, { className: "close", "aria-label": t("guide.close"), testid: "guide-close" })),
    el("p", {}, t("guide.why", { service, home })),
    el("ol", { className: "steps" }, registerStep(provider), openStep(provider, href), copyStep(provider),
      pasteStep(provider, home)));
}

function close() {
  guide?.node.close();
}

function agreedAt(provider) {
  return connectionOf(provider)?.authorized_at ?? null;
}

export function openGuide(provider, { returnUrl = null, scope = null } = {}) {
  if (guide) close();
  loadStyle("/account.css").catch(() => {}); // the guide also works without it
  rememberDeparture(provider.name);
  const link = new URL(provider.login_url);
  const values = { guided: "true", returnUrl, scope };
  for (const [key, value] of Object.entries(values)) if (value) link.searchParams.set(key, value);
  const node = build(provider, loginUrl(link.href, state.claim));
  const opener = document.activeElement;
  guide = { node, provider: provider.name, before: agreedAt(provider.name) };
  node.addEventListener("close", () => {
    node.remove();
    // This event comes as a later task, when the next guide can be open.
    if (guide?.node === node) guide = null;
    if (opener?.isConnected) opener.focus();
  }, { once: true });
  document.body.append(node);
  node.showModal();
  node.querySelector("#guide-title").focus();
}

// If MusicAuth listens on the user's own machine, the other tab completes the sign-in without pasting. Returns the
// provider of a guide whose sign-in has finished there.
export async function finishedElsewhere() {
  if (!guide || guide.isLeaving) return null;
  const { provider, before } = guide;
  try {
    await load();
  } catch {
    return null;
  }
  if (guide?.provider !== provider || guide.isLeaving) return null;
  if (!agreedAt(provider) || agreedAt(provider) === before) return null;
  close();
  forgetDeparture();
  return state.providers.find((one) => one.name === provider);
}
