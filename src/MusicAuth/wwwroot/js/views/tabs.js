import { el } from "../dom.js";

const moves = { ArrowRight: (index) => index + 1, ArrowLeft: (index) => index - 1, Home: () => 0, End: () => -1 };

// A row of links with one tab stop; the arrow keys move within the row. `entries` are { href, text, testid, current }.
export function tabRow(label, entries) {
  const links = entries.map(({ href, text, testid, current }) => el("a", { href, testid,
    "aria-current": current ? "page" : null, tabindex: current ? null : "-1" }, text));
  if (!entries.some(({ current }) => current)) links[0]?.removeAttribute("tabindex");
  const row = el("nav", { className: "tabs", "aria-label": label }, links);
  row.addEventListener("keydown", (event) => {
    const index = links.indexOf(document.activeElement);
    if (index < 0 || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    const target = links.at(moves[event.key](index) % links.length);
    for (const link of links) link.tabIndex = link === target ? 0 : -1;
    target.focus();
  });
  // In a row that scrolls sideways the current tab must be visible.
  requestAnimationFrame(() => {
    const current = row.querySelector("[aria-current]");
    if (current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  });
  return row;
}
