import { scopeFields } from "../apps/permissions.js";
import { ApiProblem } from "../api.js";
import { button, byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { state } from "../state.js";
import { describeKeyProblem } from "../words/keys.js";
import { preselected } from "../words/scopes.js";

const day = 86_400_000;
const lives = ["", "30", "90", "365"];

function choice(type, name, value, text, { checked = false, testid = null } = {}) {
  const id = `${name}-${value || "all"}`;
  return el("label", { className: "choice", for: id },
    el("input", { type, id, name, value, checked, testid }), el("span", {}, text));
}

function providerFields() {
  const all = choice("radio", "reach", "", t("keys.allServices"), { checked: true, testid: "reach-all" });
  const some = choice("radio", "reach", "some", t("keys.onlyThese"), { testid: "reach-some" });
  const boxes = state.providers.map(({ name, display_name: text }) =>
    choice("checkbox", "provider", name, text, { testid: `key-provider-${name}` }));
  const fields = el("fieldset", { id: "key-services", tabindex: "-1" }, el("legend", {}, t("keys.services")), all,
    el("div", { className: "choice-row", role: "group", "aria-label": t("keys.onlyTheseLabel") }, some, boxes));
  fields.addEventListener("change", (event) => {
    if (event.target.name === "provider" && event.target.checked) some.querySelector("input").checked = true;
    if (event.target.value === "") for (const box of boxes) box.querySelector("input").checked = false;
  });
  return fields;
}

// The choice of an end; `value` is the number of days, or "" for none.
export function lifeField(id) {
  return el("p", { className: "field" }, el("label", { for: id }, t("keys.expires")),
    el("select", { id, name: "life", testid: id },
      lives.map((value) => el("option", { value }, t(value ? `keys.lives.in${value}` : "keys.lives.never")))));
}

export const endIn = (days) => (days ? new Date(Date.now() + days * day).toISOString() : null);

export function nameField(id, problemId, value = "") {
  return el("p", { className: "field" }, el("label", { for: id }, t("keys.name")),
    el("input", { id, name: "name", type: "text", maxlength: 100, required: true, autocomplete: "off", value,
      placeholder: t("keys.namePlaceholder"), testid: id, "aria-describedby": problemId }));
}

// Returns the values of the form, or a problem as a sentence and the field to correct.
function read(form) {
  const data = new FormData(form);
  const name = String(data.get("name")).trim();
  const scopes = data.getAll("scope");
  const isLimited = data.get("reach") === "some";
  const providers = isLimited ? data.getAll("provider") : null;
  if (!name) return { problem: t("keys.problems.name"), field: "key-name" };
  if (!scopes.length) return { problem: t("keys.problems.scopes"), field: "key-scopes" };
  if (isLimited && !providers.length) return { problem: t("keys.problems.services"), field: "key-services" };
  return { key: { name, scopes, providers, expires_at: endIn(Number(data.get("life"))) } };
}

export function keyForm({ make, cancel }) {
  const problem = el("p", { className: "field-problem", id: "key-problem", role: "alert", testid: "key-problem" });
  const submit = el("button", { type: "submit", className: "primary", testid: "make-key" }, t("keys.make"));
  const tokenHint = el("p", { className: "warn-text", hidden: true, testid: "token-hint" }, t("keys.tokenHint"));
  const form = el("form", { className: "card key-form", testid: "key-form", novalidate: true,
    "aria-labelledby": "key-form-title" },
  el("h3", { id: "key-form-title" }, t("keys.newTitle")), nameField("key-name", "key-problem"),
  el("fieldset", { id: "key-scopes", tabindex: "-1" }, el("legend", {}, t("keys.permissions")),
    scopeFields(preselected)),
  el("p", { className: "quiet" }, t("keys.noImplied")),
  providerFields(), tokenHint, lifeField("key-life"), problem,
  el("div", { className: "actions" }, submit, button(t("page.cancel"), cancel, { testid: "cancel-key" })));
  // Not at "change", which comes with the click on a button: the button would move away from under the pointer.
  form.addEventListener("input", () => {
    problem.textContent = "";
    byId("key-name").removeAttribute("aria-invalid");
    tokenHint.hidden = !form.querySelector(`[id="scope-token:read"]`).checked;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    const wanted = read(form);
    problem.textContent = wanted.problem ?? "";
    byId("key-name").setAttribute("aria-invalid", String(wanted.field === "key-name"));
    if (wanted.problem) {
      byId(wanted.field).focus();
      return;
    }
    submit.setAttribute("aria-disabled", "true");
    try {
      await make(wanted.key);
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      problem.replaceChildren(...describeKeyProblem(failure));
    } finally {
      submit.setAttribute("aria-disabled", "false");
    }
  });
  return form;
}
