import { ApiProblem } from "../api.js";
import { button, el } from "../dom.js";
import { state } from "../state.js";
import { freshSignInLink } from "../views/freshSignIn.js";
import { describeProblem, problemDetail } from "../words/problems.js";
import { scopeGroups } from "../words/scopes.js";

const day = 86_400_000;
const lives = [["", "Never"], ["30", "In 30 days"], ["90", "In 90 days"], ["365", "In a year"]];

function choice(type, name, value, text, { checked = false, code = null, testid = null } = {}) {
  const id = `${name}-${value || "all"}`;
  return el("label", { className: "choice", for: id },
    el("input", { type, id, name, value, checked, testid }),
    el("span", {}, text, code && [" ", el("code", {}, code)]));
}

function scopeFields() {
  const mayGive = (scope) => !scope.owner || state.user?.is_owner === true;
  const field = (scope) => choice("checkbox", "scope", scope.name, scope.text,
    { checked: scope.preselected, code: scope.name, testid: `scope-${scope.name}` });
  return el("fieldset", {}, el("legend", {}, "Permissions"),
    el("div", { className: "scope-groups" }, scopeGroups.map(({ title, scopes }) =>
      el("div", { role: "group", "aria-label": title }, el("p", { className: "group" }, title),
        scopes.filter(mayGive).map(field)))));
}

function providerFields() {
  const all = choice("radio", "reach", "", "All services, including services added later",
    { checked: true, testid: "reach-all" });
  const some = choice("radio", "reach", "some", "Only these:", { testid: "reach-some" });
  const boxes = state.providers.map(({ name, display_name: text }) =>
    choice("checkbox", "provider", name, text, { testid: `key-provider-${name}` }));
  const fields = el("fieldset", {}, el("legend", {}, "Services"), all,
    el("div", { className: "choice-row", role: "group", "aria-label": "Only these services" }, some, boxes));
  fields.addEventListener("change", (event) => {
    if (event.target.name === "provider" && event.target.checked) some.querySelector("input").checked = true;
    if (event.target.value === "") for (const box of boxes) box.querySelector("input").checked = false;
  });
  return fields;
}

function lifeField() {
  return el("p", { className: "field" }, el("label", { for: "key-life" }, "Expires"),
    el("select", { id: "key-life", name: "life", testid: "key-life" },
      lives.map(([value, text]) => el("option", { value }, text))));
}

function nameField() {
  return el("p", { className: "field" }, el("label", { for: "key-name" }, "Name of the app"),
    el("input", { id: "key-name", name: "name", type: "text", maxlength: 100, required: true, autocomplete: "off",
      placeholder: "Dashboard in the kitchen", testid: "key-name", "aria-describedby": "key-problem" }));
}

// Returns the values of the form, or a problem as a sentence.
function read(form) {
  const data = new FormData(form);
  const name = String(data.get("name")).trim();
  const scopes = data.getAll("scope");
  const isLimited = data.get("reach") === "some";
  const providers = isLimited ? data.getAll("provider") : null;
  const days = Number(data.get("life"));
  if (!name) return { problem: "Enter a name for the key, so that you recognise it later." };
  if (!scopes.length) return { problem: "Select at least one permission." };
  if (isLimited && !providers.length) return { problem: "Select at least one service, or choose all services." };
  return { key: { name, scopes, providers }, days };
}

function describe(problem) {
  if (problem.code === "invalid_parameter") return problem.detail ?? "MusicAuth did not accept these values.";
  if (problem.code === "limit_reached") return "You have reached the maximum number of keys. Revoke a key first.";
  const detail = problemDetail(problem);
  return describeProblem(problem) + (detail ? ` (${detail})` : "");
}

export function keyForm({ make, cancel }) {
  const problem = el("p", { className: "field-problem", id: "key-problem", role: "alert", testid: "key-problem" });
  const submit = el("button", { type: "submit", className: "primary", testid: "make-key" }, "Create the key");
  const tokenHint = el("p", { className: "warn-text", hidden: true, testid: "token-hint" },
    "A Deezer token does not expire, so MusicAuth gives it only to a key with Deezer selected under “Only these”.");
  const form = el("form", { className: "card key-form", testid: "key-form", novalidate: true,
    "aria-labelledby": "key-form-title" },
  el("h3", { id: "key-form-title" }, "New API key"), nameField(), scopeFields(),
  el("p", { className: "quiet" }, "No permission includes another one. To let an app read and change, select both."),
  providerFields(), tokenHint, lifeField(), problem,
  el("div", { className: "actions" }, submit, button("Cancel", cancel, { testid: "cancel-key" })));
  form.addEventListener("change", () => {
    problem.textContent = "";
    tokenHint.hidden = !form.querySelector(`[id="scope-token:read"]`).checked;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    const wanted = read(form);
    problem.textContent = wanted.problem ?? "";
    if (wanted.problem) return;
    submit.setAttribute("aria-disabled", "true");
    const end = wanted.days ? new Date(Date.now() + wanted.days * day).toISOString() : null;
    try {
      await make({ ...wanted.key, expires_at: end });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      const link = freshSignInLink(failure);
      problem.replaceChildren(describe(failure), ...(link ? [" ", link] : []));
    } finally {
      submit.setAttribute("aria-disabled", "false");
    }
  });
  return form;
}
