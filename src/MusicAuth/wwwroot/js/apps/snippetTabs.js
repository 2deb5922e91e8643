import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { copyField } from "../views/copyField.js";
import { loadSnippet, snippetTitle } from "./kinds.js";

const moves = { ArrowRight: 1, ArrowLeft: -1 };

// One tab stop; the arrow keys choose.
export async function snippetTabs(ids, values) {
  const texts = await Promise.all(ids.map((id) => loadSnippet(id, values)));
  const panels = ids.map((id, index) => el("div", { id: `snippet-${id}`, role: ids.length > 1 ? "tabpanel" : null,
    "aria-labelledby": ids.length > 1 ? `snippet-tab-${id}` : null, hidden: index > 0 },
  copyField(t("connect.snippet", { language: snippetTitle(id) }), texts[index], `snippet-text-${id}`,
    { block: true })));
  if (ids.length === 1) return el("div", {}, panels);
  const choose = (chosen, focus = false) => {
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    }
    if (focus) tabs[chosen].focus();
  };
  const tabs = ids.map((id, index) => button(snippetTitle(id), () => choose(index), { role: "tab",
    id: `snippet-tab-${id}`, testid: `snippet-tab-${id}`, "aria-controls": `snippet-${id}`,
    "aria-selected": String(index === 0), tabindex: index === 0 ? null : "-1" }));
  const list = el("div", { role: "tablist", className: "snippet-tabs", "aria-label": t("connect.languages") }, tabs);
  list.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    choose((tabs.indexOf(document.activeElement) + moves[event.key] + tabs.length) % tabs.length, true);
  });
  return el("div", {}, list, panels);
}
