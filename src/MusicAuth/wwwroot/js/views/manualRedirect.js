import { button, el } from "../dom.js";
import { loginUrl, webUrl } from "../links.js";
import { connectionOf, load, state } from "../state.js";
import { readPasted } from "../words/manualRedirect.js";
import { setupOf } from "../words/setup.js";
import { copyField } from "./copyField.js";

// The service refuses the address of MusicAuth, so its redirect fails on the user's own machine and the user copies
// that address to this page. The rest is an ordinary callback with this browser's flow cookie.
let guide = null;

function step(title, ...content) {
  return el("li", {}, el("h3", {}, title), ...content);
}

function registerStep(provider) {
  const { register } = setupOf(provider.name) ?? {};
  return step("Register this redirect URI",
    el("p", {}, "The operator of this MusicAuth does this once", register && [", in the ",
      el("a", { href: register.url, target: "_blank", rel: "noopener noreferrer" }, register.text)],
    ". Enter the redirect URI exactly as shown:"),
    copyField(`Redirect URI for ${provider.display_name}`, provider.redirect_uri, "guide-redirect-uri"));
}

function openStep(provider, href) {
  const name = provider.display_name;
  return step(`Open ${name} in a new tab`,
    el("p", {}, "Sign in there and agree. You have ten minutes for these steps."),
    el("p", {}, el("a", { className: "button primary", href, target: "_blank", rel: "noopener noreferrer",
      testid: "guide-open" }, `Open ${name}`, el("span", { "aria-hidden": "true" }, "\u00a0↗"))));
}

function copyStep(provider) {
  return step("Copy the address of the error page",
    el("p", {}, "The tab ends with an error page such as “This site can’t be reached”, which is expected. "
      + "Copy the whole address of the tab. The address begins with"),
    el("p", {}, el("code", {}, `${provider.redirect_uri}?`)),
    el("p", { className: "quiet" }, "If the tab shows MusicAuth instead, the sign-in is already complete."));
}

function pasteStep(provider, home) {
  const problem = el("p", { className: "field-problem", id: "paste-problem", testid: "paste-problem", role: "alert" });
  const field = el("input", { type: "text", id: "paste-field", testid: "paste-field", inputmode: "url",
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": "paste-problem paste-care" });
  const finish = el("button", { type: "submit", className: "primary", testid: "paste-finish" }, "Finish");
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
    // The address contains a code, which must not stay in the field or the history.
    field.value = "";
    finish.textContent = "Finishing…";
    finish.setAttribute("aria-disabled", "true");
    location.replace(`${home}/callback/${encodeURIComponent(provider.name)}${pasted.search}`);
  };
  field.addEventListener("input", () => showProblem(null));
  return step("Paste the address here",
    el("form", { className: "paste", on: { submit }, novalidate: true },
      el("label", { for: "paste-field", className: "unseen" }, "The address of the tab with the error page"),
      el("div", { className: "field-row" }, field, finish), problem,
      el("p", { className: "quiet", id: "paste-care" }, "The address works once and only in this browser. Do not paste "
        + "an address that somebody sent you, and do not send yours to anybody: it can complete your sign-in.")));
}

function build(provider, href) {
  const name = provider.display_name;
  const home = new URL(provider.login_url).origin;
  return el("dialog", { className: "dialog guide", testid: "guide", "aria-labelledby": "guide-title" },
    el("div", { className: "head" },
      el("h2", { id: "guide-title", tabindex: "-1" }, `Sign in to ${name} in four steps`),
      button("×", close, { className: "close", "aria-label": "Close this guide", testid: "guide-close" })),
    el("p", {}, `MusicAuth runs at ${home}, and ${name} does not send browsers back to an address without HTTPS. `
      + `${name} sends you to your own computer instead, and you copy the address from there to this page.`),
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
  const link = new URL(provider.login_url);
  const values = { guided: "true", returnUrl, scope };
  for (const [key, value] of Object.entries(values)) if (value) link.searchParams.set(key, value);
  const node = build(provider, loginUrl(link.href, state.claim));
  const opener = document.activeElement;
  guide = { node, provider: provider.name, before: agreedAt(provider.name) };
  node.addEventListener("close", () => {
    node.remove();
    guide = null;
    if (opener?.isConnected) opener.focus();
  }, { once: true });
  document.body.append(node);
  node.showModal();
  node.querySelector("#guide-title").focus();
}

// Returns the provider of a sign-in link that needs the guide first.
function guided(anchor) {
  const url = webUrl(anchor.href) ? new URL(anchor.href) : null;
  if (!url || url.searchParams.has("guided")) return null;
  const provider = state.providers.find((one) => one.paste_back && one.configured && one.login_url
    && `${url.origin}${url.pathname}` === one.login_url);
  return provider && { provider, returnUrl: url.searchParams.get("returnUrl"), scope: url.searchParams.get("scope") };
}

const isPlain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey
  || event.shiftKey || event.altKey);

function clicked(event) {
  if (!isPlain(event)) return;
  const anchor = event.target.closest?.("a[href]");
  const found = anchor && guided(anchor);
  if (!found) return;
  event.preventDefault();
  openGuide(found.provider, found);
}

// If MusicAuth listens on the user's own machine, the other tab completes the sign-in without pasting.
async function returned(showConnected) {
  if (document.visibilityState !== "visible" || !guide) return;
  const { provider, before } = guide;
  try {
    await load();
  } catch {
    return;
  }
  if (guide?.provider !== provider || !agreedAt(provider) || agreedAt(provider) === before) return;
  close();
  showConnected(state.providers.find((one) => one.name === provider));
}

export function watchSignIns(showConnected) {
  document.addEventListener("click", clicked);
  document.addEventListener("visibilitychange", () => returned(showConnected));
}
