import { byId, el } from "../dom.js";
import { parts } from "../i18n.js";

// Resolves to { checked } when confirmed, otherwise to null. `text` is a sentence or a list of them. With `word`, the
// user must type that word first; `option` is the label of a checkbox.
export function confirm({ title, text, action, word = null, option = null }) {
  const dialog = byId("confirm");
  const [ok, field] = [byId("confirm-ok"), byId("confirm-word")];
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = [text].flat().filter(Boolean).join(" ");
  ok.textContent = action;
  byId("confirm-typed").hidden = word === null;
  byId("confirm-ask").replaceChildren(...parts("page.typeWord", { word: el("strong", {}, word ?? "") }));
  field.value = "";
  byId("confirm-optional").hidden = option === null;
  byId("confirm-option-text").textContent = option ?? "";
  byId("confirm-option").checked = false;
  const isTyped = () => word === null || field.value.trim().toLowerCase() === word;
  const updateButton = () => ok.setAttribute("aria-disabled", String(!isTyped()));
  const close = () => isTyped() && dialog.close("ok");
  updateButton();
  dialog.returnValue = "";
  return new Promise((resolve) => {
    ok.onclick = close;
    field.oninput = updateButton;
    field.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      // Otherwise the same key press would activate the button that receives the focus next.
      event.preventDefault();
      close();
    };
    byId("confirm-cancel").onclick = () => dialog.close("");
    dialog.onclose = () => resolve(dialog.returnValue === "ok"
      ? { checked: byId("confirm-option").checked } : null);
    dialog.showModal();
    if (word !== null) field.focus();
  });
}
