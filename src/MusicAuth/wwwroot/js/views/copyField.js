import { announce, button, el } from "../dom.js";

function select(node) {
  const selection = getSelection();
  selection.removeAllRanges();
  selection.selectAllChildren(node);
}

// The clipboard is there only in a secure context; elsewhere the text is selected for the keys.
async function copy(node, trigger) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    trigger.textContent = "Copied";
    announce("Copied.");
  } catch {
    select(node);
    trigger.textContent = "Press Ctrl+C";
    announce("The address is selected. Press Control and C to copy it.");
  }
}

export function copyField(label, text, testid) {
  const code = el("code", { tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-label": label, testid },
    text);
  const trigger = button("Copy", () => copy(code, trigger), { className: "small", "aria-label": `Copy: ${label}` });
  code.addEventListener("focus", () => select(code));
  return el("div", { className: "copy" }, code, trigger);
}
