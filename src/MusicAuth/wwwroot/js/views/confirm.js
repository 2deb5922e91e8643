import { byId } from "../dom.js";

// Resolves to { checked } when confirmed, else to null. Escape and Cancel are the same answer. With `word`, that word
// must be typed first; `option` is the text of a box that can be ticked.
export function confirm({ title, text, action, word = null, option = null }) {
  const dialog = byId("confirm");
  const [ok, field] = [byId("confirm-ok"), byId("confirm-word")];
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  ok.textContent = action;
  byId("confirm-typed").hidden = word === null;
  byId("confirm-asked").textContent = word ?? "";
  field.value = "";
  byId("confirm-optional").hidden = option === null;
  byId("confirm-option-text").textContent = option ?? "";
  byId("confirm-option").checked = false;
  const isTyped = () => word === null || field.value.trim().toLowerCase() === word;
  const judge = () => ok.setAttribute("aria-disabled", String(!isTyped()));
  const close = () => isTyped() && dialog.close("ok");
  judge();
  dialog.returnValue = "";
  return new Promise((resolve) => {
    ok.onclick = close;
    field.oninput = judge;
    field.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      // Else the same key would press the button that the focus returns to.
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
