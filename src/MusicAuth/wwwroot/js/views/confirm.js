import { byId } from "../dom.js";

// Resolves to true when confirmed. Escape and Cancel are the same answer.
export function confirm({ title, text, action }) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-ok").textContent = action;
  dialog.returnValue = "";
  return new Promise((resolve) => {
    byId("confirm-ok").onclick = () => dialog.close("ok");
    byId("confirm-cancel").onclick = () => dialog.close("");
    dialog.onclose = () => resolve(dialog.returnValue === "ok");
    dialog.showModal();
  });
}
