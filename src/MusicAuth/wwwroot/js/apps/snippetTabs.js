import { ApiProblem } from "../api.js";
import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { copyField } from "../views/copyField.js";

// The names of languages and tools are the same in every language of the page.
const titles = { curl: "curl", javascript: "JavaScript", csharp: "C#", python: "Python", homepage: "YAML",
  glance: "YAML", "home-assistant": "YAML", "spotify-sdk": "JavaScript", "spotify-curl": "curl" };

const moves = { ArrowRight: 1, ArrowLeft: -1 };

async function loadTemplate(id) {
  let response;
  try {
    response = await fetch(`/snippets/${id}.txt`);
    if (response.ok) return (await response.text()).trimEnd();
  } catch {
    throw new ApiProblem("network");
  }
  throw new ApiProblem("unreadable_answer", { status: response.status });
}

export const loadTemplates = (ids) => Promise.all(ids.map(loadTemplate));

// The page itself stands at its own address; the app can reach it at another.
const fill = (template, { key, address }) => template.replaceAll("%KEY%", key).replaceAll("%ADDRESS%", address)
  .replaceAll("%PAGE%", location.origin);

// One tab stop; the arrow keys choose.
export function snippetTabs(ids, templates, values) {
  const texts = templates.map((template) => fill(template, values));
  const panels = ids.map((id, index) => el("div", { id: `snippet-${id}`, role: ids.length > 1 ? "tabpanel" : null,
    "aria-labelledby": ids.length > 1 ? `snippet-tab-${id}` : null, hidden: index > 0 },
  copyField(t("connect.snippet", { language: titles[id] }), texts[index], `snippet-text-${id}`,
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
  const tabs = ids.map((id, index) => button(titles[id], () => choose(index), { role: "tab",
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
