import { byId, el } from "../dom.js";
import { chooseLanguage, language, languages, t } from "../i18n.js";
import { chooseTheme, theme, themes } from "../theme.js";

function choice(id, label, options, current, choose) {
  const field = el("select", { id, testid: id }, options.map(([value, text]) =>
    el("option", { value, selected: value === current, lang: id === "language" ? value : null }, text)));
  field.addEventListener("change", () => choose(field.value));
  return el("label", { className: "switch", for: id }, el("span", {}, label), field);
}

async function showVersion(node) {
  try {
    node.textContent = t("footer.version", { version: (await import("/js/version.js")).default });
  } catch {
    node.remove();
  }
}

export function renderFooter() {
  const version = el("span", { className: "quiet", testid: "version" });
  byId("foot").replaceChildren(
    el("nav", { "aria-label": t("footer.links") },
      el("a", { href: "/docs" }, t("footer.api")),
      version),
    el("div", { className: "switches" },
      choice("theme", t("footer.theme"), themes.map((name) => [name, t(`footer.themes.${name}`)]), theme(),
        chooseTheme),
      choice("language", t("footer.language"), Object.entries(languages), language, chooseLanguage)));
  showVersion(version);
}
