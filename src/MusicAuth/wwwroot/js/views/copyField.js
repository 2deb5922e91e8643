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

async function copy(node, trigger) {
  const copied = await isCopied(node);
  trigger.textContent = t(copied ? "copy.done" : "copy.byHand");
  announce(t(copied ? "copy.announced" : "copy.announcedByHand"));
  setTimeout(() => { trigger.textContent = t("copy.copy"); }, backAfter);
}

// With `block`, the text has several lines.
export function copyField(label, text, testid, { block = false } = {}) {
  const code = el("code", { tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-label": label, testid,
    "aria-multiline": block ? "true" : null }, text);
  const trigger = button(t("copy.copy"), () => copy(code, trigger),
    { className: "small", "aria-label": t("copy.label", { label }) });
  code.addEventListener("focus", () => select(code));
  return el("div", { className: block ? "copy block" : "copy" }, block ? el("pre", {}, code) : code, trigger);
}
