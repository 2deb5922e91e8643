import { ApiProblem } from "../api.js";
import { byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { withFreshSignIn } from "../words/keys.js";
import { describeProblem, problemDetail } from "../words/problems.js";

function field(id, label, { value = "", type = "text", hint = null, problem }) {
  return el("p", { className: "field" }, el("label", { for: id }, label),
    el("input", { id, name: id, type, value, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      maxlength: 200, testid: id, "aria-describedby": hint ? `${id}-hint ${problem}` : problem }),
    hint && el("span", { className: "quiet", id: `${id}-hint` }, hint));
}

function describe(failure, service) {
  if (failure.code === "configured_elsewhere") return t("setup.fixed");
  if (failure.code === "invalid_parameter") {
    // Null where the page is not English. The broker names the provider where the service itself refused the app.
    const detail = problemDetail(failure);
    return failure.provider ? t("setup.refused", { service, detail: detail ?? "" }).trimEnd()
      : detail ?? t("keys.problems.refused");
  }
  if (failure.status === 401 || failure.status === 403) {
    return failure.code === "fresh_sign_in_required" ? describeProblem(failure) : t("setup.ownerLink");
  }
  return describeProblem(failure);
}

// The client id and the secret, which the broker checks at the service before it stores them.
export function appForm(service, item, save) {
  const [id, secret, problemId] = ["client-id", "client-secret", "problem"].map((part) => `${part}-${service.name}`);
  const problem = el("p", { className: "field-problem", id: problemId, role: "alert", testid: problemId });
  const submit = el("button", { type: "submit", className: "primary", testid: `save-${service.name}` },
    t("setup.save"));
  const form = el("form", { className: "setup-form", novalidate: true },
    el("p", {}, t("setup.steps.enter")),
    field(id, t(`setup.ids.${service.name}`), { value: item.client_id ?? "", problem: problemId }),
    field(secret, t(`setup.secrets.${service.name}`), { type: "password", problem: problemId,
      hint: item.has_secret ? t("setup.secretStored") : null }),
    problem, el("div", { className: "actions" }, submit));
  const refuse = (content, input) => {
    problem.replaceChildren(...content);
    byId(input).setAttribute("aria-invalid", "true");
    byId(input).focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    problem.textContent = "";
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const [clientId, clientSecret] = [byId(id).value.trim(), byId(secret).value.trim()];
    if (!clientId) {
      refuse([t("setup.idMissing")], id);
      return;
    }
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = t("setup.checking");
    try {
      await save({ client_id: clientId, client_secret: clientSecret || null });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      refuse(withFreshSignIn(describe(failure, service.display_name), failure), clientSecret ? secret : id);
    } finally {
      submit.textContent = t("setup.save");
      submit.setAttribute("aria-disabled", "false");
    }
  });
  return form;
}
