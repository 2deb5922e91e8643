import { announce, button, el } from "../dom.js";
import { t } from "../i18n.js";

const backAfter = 4000;

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

function show(trigger, label, key) {
  trigger.textContent = t(key);
  trigger.setAttribute("aria-label", t("copy.label", { action: t(key), label }));
}

async function copy(node, trigger, label) {
  const copied = await isCopied(node);
  show(trigger, label, copied ? "copy.done" : "copy.byHand");
  announce(t(copied ? "copy.announced" : "copy.announcedByHand"));
  setTimeout(() => show(trigger, label, "copy.copy"), backAfter);
}

// With `block`, the text has several lines.
export function copyField(label, text, testid, { block = false } = {}) {
  const code = el("code", { tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-label": label, testid,
    "aria-multiline": block ? "true" : null }, text);
  const trigger = button("", () => copy(code, trigger, label), { className: "small" });
  show(trigger, label, "copy.copy");
  code.addEventListener("focus", () => select(code));
  return el("div", { className: block ? "copy block" : "copy" }, block ? el("pre", {}, code) : code, trigger);
}
