import { byId } from "../dom.js";

// Resolves to true when confirmed. Escape and Cancel are the same answer. With `word`, that word must be typed first.
export function confirm({ title, text, action, word = null }) {
  const dialog = byId("confirm");
  const [ok, field] = [byId("confirm-ok"), byId("confirm-word")];
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  ok.textContent = action;
  byId("confirm-typed").hidden = word === null;
  byId("confirm-asked").textContent = word ?? "";
  field.value = "";
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
    dialog.onclose = () => resolve(dialog.returnValue === "ok");
    dialog.showModal();
    if (word !== null) field.focus();
  });
}
