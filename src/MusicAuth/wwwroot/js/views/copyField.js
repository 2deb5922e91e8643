import { announce, button, el } from "../dom.js";

function select(node) {
  const selection = getSelection();
  selection.removeAllRanges();
  selection.selectAllChildren(node);
}

// navigator.clipboard exists only in a secure context, so not on plain HTTP on a network.
async function isCopied(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    select(node);
    return document.execCommand?.("copy") ?? false;
  }
}

async function copy(node, trigger) {
  if (await isCopied(node)) {
    trigger.textContent = "Copied";
    announce("Copied.");
  } else {
    trigger.textContent = "Press Ctrl+C";
    announce("The text is selected. Press Control and C to copy it.");
  }
}

export function copyField(label, text, testid) {
  const code = el("code", { tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-label": label, testid },
    text);
  const trigger = button("Copy", () => copy(code, trigger), { className: "small", "aria-label": `Copy: ${label}` });
  code.addEventListener("focus", () => select(code));
  return el("div", { className: "copy" }, code, trigger);
}
