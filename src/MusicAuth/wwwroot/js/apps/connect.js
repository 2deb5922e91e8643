import { accountApi } from "../account/api.js";
import { tellUnseen } from "../account/done.js";
import { ApiProblem } from "../api.js";
import { byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { keysChanged, state } from "../state.js";
import { copyField } from "../views/copyField.js";
import { describeKeyProblem } from "../words/keys.js";
import { waitForFirstCall } from "./firstCall.js";
import { gallery } from "./gallery.js";
import { kinds } from "./kinds.js";
import { consentGaps, scopeChoices } from "./permissions.js";
import { loadTemplates, snippetTabs } from "./snippetTabs.js";

let shown = null; // { kind, stop }

const back = () => el("p", {}, el("a", { href: "#", testid: "connect-back" }, `← ${t("menu.home")}`));

function show(...content) {
  byId("connect").replaceChildren(back(), ...content);
}

const heading = (text) => el("h2", { id: "connect-title", tabindex: "-1" }, text);

function textField({ id, label, value, hint = null, type = "text" }) {
  return el("p", { className: "field" }, el("label", { for: id }, label),
    el("input", { id, name: id, type, value, maxlength: id === "app-name" ? 100 : 500, autocomplete: "off",
      spellcheck: "false", testid: id, "aria-describedby": hint ? `${id}-hint connect-problem` : "connect-problem" }),
    hint && el("span", { className: "quiet", id: `${id}-hint` }, hint));
}

// The address without a slash at its end; null for anything that is no web address.
function readAddress(text) {
  try {
    const url = new URL(text.trim());
    return ["http:", "https:"].includes(url.protocol) ? url.href.replace(/\/+$/u, "") : null;
  } catch {
    return null;
  }
}

function read(form) {
  const data = new FormData(form);
  const name = String(data.get("app-name")).trim();
  const address = readAddress(String(data.get("app-address")));
  const scopes = data.getAll("scope");
  if (!name) return { problem: t("keys.problems.name"), field: "app-name" };
  if (!address) return { problem: t("connect.problems.address"), field: "app-address" };
  if (!scopes.length) return { problem: t("keys.problems.scopes"), field: "app-scopes" };
  return { name, address, scopes };
}

function form(id) {
  const kind = kinds[id];
  const problem = el("p", { className: "field-problem", id: "connect-problem", role: "alert",
    testid: "connect-problem" });
  const submit = el("button", { type: "submit", className: "primary", testid: "connect-make" }, t("connect.make"));
  const choices = scopeChoices(kind.scopes, kind.open === true);
  const gaps = el("div", { testid: "connect-gaps", className: "notes" });
  const node = el("form", { className: "card key-form", testid: "connect-form", novalidate: true,
    "aria-labelledby": "connect-title" },
  textField({ id: "app-name", label: t("keys.name"), value: kind.name ?? "" }),
  textField({ id: "app-address", label: t("connect.address"), value: location.origin, type: "url",
    hint: t("connect.addressHint") }),
  choices, gaps, problem, el("div", { className: "actions" }, submit,
    el("a", { className: "button", href: "#connect" }, t("connect.another"))));
  const renderGaps = () => gaps.replaceChildren(...consentGaps(new FormData(node).getAll("scope")));
  const setProblem = (content, field = null) => {
    problem.replaceChildren(...content);
    for (const input of node.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const target = field && byId(field);
    if (!target) return;
    target.setAttribute("aria-invalid", "true");
    target.focus();
  };
  // Not at "change", which comes with the click on a button: the button would move away from under the pointer.
  node.addEventListener("input", () => {
    setProblem([]);
    renderGaps();
  });
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    const wanted = read(node);
    setProblem([wanted.problem].filter(Boolean), wanted.field);
    if (wanted.problem) return;
    submit.setAttribute("aria-disabled", "true");
    try {
      // MusicAuth shows a key only once, so everything that stands around the key comes first.
      const templates = await loadTemplates(kind.snippets);
      if (!node.isConnected) return;
      const key = await accountApi.createKey({ name: wanted.name, scopes: wanted.scopes,
        providers: kind.providers ?? null, expires_at: null });
      if (node.isConnected) showKey(id, key, wanted.address, templates);
      else tellUnseen(key.name, "keys.unseenText");
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      setProblem(describeKeyProblem(failure));
    } finally {
      submit.setAttribute("aria-disabled", "false");
    }
  });
  renderGaps();
  return node;
}

// The secret exists only in these nodes.
function showKey(id, key, address, templates) {
  const kind = kinds[id];
  const progress = el("div", { className: "waiting", role: "status", testid: "waiting" },
    el("span", { className: "spinner", "aria-hidden": "true" }), el("p", {}, t("connect.waiting", { name: key.name })));
  show(heading(t("connect.ready", { name: key.name })),
    el("div", { className: "card secret", testid: "new-app" },
      el("p", {}, t("connect.once")),
      copyField(t("keys.secret"), key.key, "connect-key"),
      el("h3", {}, kind.file ? t("connect.paste", { file: kind.file }) : t("connect.try")),
      snippetTabs(kind.snippets, templates, { key: key.key, address })),
    progress,
    el("p", { className: "actions" }, el("a", { className: "button", href: "#", testid: "connect-done" },
      t("connect.done"))));
  byId("connect-title").focus();
  keysChanged([...state.keys ?? [], { ...key, key: undefined, last_used_at: null, last_used_from: null }]);
  shown = { kind: id, stop: waitForFirstCall(key, (sentence) => {
    progress.classList.add("good");
    progress.querySelector("p").textContent = sentence;
  }) };
}

export function leaveConnect() {
  shown?.stop?.();
  shown = null;
  byId("connect").replaceChildren();
}

// Otherwise the back/forward cache would keep a new key readable.
addEventListener("pagehide", leaveConnect);

export function renderConnect(kind) {
  const wanted = Object.hasOwn(kinds, kind) ? kind : "";
  if (shown?.kind === wanted) return;
  leaveConnect();
  shown = { kind: wanted };
  if (wanted) {
    show(heading(kinds[wanted].name ? t("connect.titleOf", { name: kinds[wanted].name })
      : t(`connect.kinds.${wanted}.title`)),
      el("p", { className: "quiet" }, t(`connect.kinds.${wanted}.intro`)), form(wanted));
  } else {
    show(heading(t("connect.title")), el("p", { className: "quiet" }, t("apps.first")), gallery(),
      el("p", {}, el("a", { href: "#account/keys" }, t("connect.allKeys"))));
  }
}
