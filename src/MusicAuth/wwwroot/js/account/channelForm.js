import { ApiProblem } from "../api.js";
import { button, byId, el } from "../dom.js";
import { t } from "../i18n.js";
import { describeProblem, problemDetail } from "../words/problems.js";

// What each kind needs: the form of its target, and whether the service has a token.
const kinds = {
  ntfy: { type: "url", placeholder: "https://ntfy.sh/my-topic", secret: true },
  gotify: { type: "url", placeholder: "https://gotify.example.org", secret: true },
  email: { type: "email", placeholder: "dora@example.org", secret: false },
  webhook: { type: "url", placeholder: "https://example.org/hook", secret: false },
};

function kindField() {
  return el("p", { className: "field" }, el("label", { for: "channel-kind" }, t("notices.kind")),
    el("select", { id: "channel-kind", name: "kind", testid: "channel-kind" }, Object.keys(kinds).map((kind) =>
      el("option", { value: kind }, t(`notices.kinds.${kind}`)))));
}

const input = (id, type) => el("input", { id, name: id, type, autocomplete: "off", autocapitalize: "none",
  spellcheck: "false", testid: id, maxlength: 2000, "aria-describedby": "channel-problem" });

function describe(problem) {
  if (problem.code === "limit_reached") return t("notices.tooMany");
  if (problem.code === "invalid_parameter") return problemDetail(problem) ?? t("notices.refused");
  return describeProblem(problem);
}

export function channelForm({ add, cancel }) {
  const target = input("channel-target", "url");
  const secret = input("channel-secret", "text");
  const targetLabel = el("label", { for: "channel-target" });
  const secretLine = el("p", { className: "field" }, el("label", { for: "channel-secret" }), secret);
  const hint = el("p", { className: "quiet" });
  const problem = el("p", { className: "field-problem", id: "channel-problem", role: "alert",
    testid: "channel-problem" });
  const submit = el("button", { type: "submit", className: "primary", testid: "save-channel" }, t("notices.save"));
  const form = el("form", { className: "card key-form", testid: "channel-form", novalidate: true,
    "aria-labelledby": "channel-title" },
  el("h3", { id: "channel-title" }, t("notices.newTitle")), kindField(), hint,
  el("p", { className: "field" }, targetLabel, target), secretLine, problem,
  el("div", { className: "actions" }, submit, button(t("page.cancel"), cancel, { testid: "cancel-channel" })));
  const adapt = () => {
    const kind = form.querySelector("select").value;
    target.type = kinds[kind].type;
    target.placeholder = kinds[kind].placeholder;
    targetLabel.textContent = t(`notices.targets.${kind}`);
    hint.textContent = t(`notices.hints.${kind}`);
    secretLine.hidden = !kinds[kind].secret;
    secretLine.firstChild.textContent = kinds[kind].secret ? t(`notices.secrets.${kind}`) : "";
    problem.textContent = "";
    target.removeAttribute("aria-invalid");
  };
  form.querySelector("select").addEventListener("change", adapt);
  const refuse = (sentence) => {
    problem.textContent = sentence;
    target.setAttribute("aria-invalid", "true");
    byId("channel-target").focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    const kind = form.querySelector("select").value;
    target.removeAttribute("aria-invalid");
    if (!target.value.trim()) {
      refuse(t("notices.targetMissing"));
      return;
    }
    submit.setAttribute("aria-disabled", "true");
    try {
      const token = kinds[kind].secret ? secret.value.trim() : "";
      await add({ kind, target: target.value.trim(), secret: token || null });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      refuse(describe(failure));
    } finally {
      submit.setAttribute("aria-disabled", "false");
    }
  });
  adapt();
  return form;
}
