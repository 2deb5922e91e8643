import { ApiProblem } from "../api.js";
import { button, el } from "../dom.js";
import { formatDay } from "../format.js";
import { t } from "../i18n.js";
import { describeKeyProblem } from "../words/keys.js";
import { endIn, lifeField, nameField } from "./keyForm.js";

// Opens a small form. `read` returns its values as a change, or a problem. `save` stores the change. `saved` follows
// when the form is closed: it builds the list again, with the button that opened the form.
function dialog({ title, fields, action, read, save, saved }) {
  const problem = el("p", { className: "field-problem", id: "change-problem", role: "alert",
    testid: "change-problem" });
  const submit = el("button", { type: "submit", className: "primary", testid: "change-save" }, action);
  const form = el("form", { novalidate: true }, el("h2", { id: "change-title" }, title), fields, problem,
    el("div", { className: "actions" }, button(t("page.cancel"), () => node.close(), { testid: "change-cancel" }),
      submit));
  const node = el("dialog", { className: "dialog", "aria-labelledby": "change-title", testid: "change-key" }, form);
  const opener = document.activeElement;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    const wanted = read(new FormData(form));
    problem.textContent = wanted.problem ?? "";
    if (wanted.problem) {
      form.querySelector("input, select").focus();
      return;
    }
    submit.setAttribute("aria-disabled", "true");
    try {
      await save(wanted.change);
      node.close();
      await saved(wanted.change);
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      problem.replaceChildren(...describeKeyProblem(failure));
    } finally {
      submit.setAttribute("aria-disabled", "false");
    }
  });
  node.addEventListener("close", () => {
    node.remove();
    if (opener?.isConnected) opener.focus();
  }, { once: true });
  document.body.append(node);
  node.showModal();
  const first = form.querySelector("input, select");
  first?.focus();
  first?.select?.();
}

export const renameKey = (key, actions) => dialog({
  title: t("keys.renameTitle", { name: key.name }),
  fields: nameField("change-name", "change-problem", key.name),
  action: t("keys.rename"),
  read: (data) => {
    const name = String(data.get("name")).trim();
    return name ? { change: { name } } : { problem: t("keys.problems.name") };
  },
  ...actions,
});

export const extendKey = (key, actions) => dialog({
  title: t("keys.extendTitle", { name: key.name }),
  fields: [el("p", {}, key.expires_at ? t("keys.extendNow", { day: formatDay(key.expires_at) })
    : t("keys.extendNever")), lifeField("change-life")],
  action: t("keys.extend"),
  read: (data) => ({ change: { expires_at: endIn(Number(data.get("life"))) } }),
  ...actions,
});
