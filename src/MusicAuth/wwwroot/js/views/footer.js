import version, { languages } from "/js/version.js";
import { byId, el } from "../dom.js";
import { capital } from "../format.js";
import { chooseLanguage, language, t } from "../i18n.js";
import { chooseTheme, theme, themes } from "../theme.js";

function choice(id, label, options, current, choose) {
  const field = el("select", { id, testid: id }, options.map(([value, text]) =>
    el("option", { value, selected: value === current, lang: id === "language" ? value : null }, text)));
  field.addEventListener("change", () => choose(field.value));
  return el("label", { className: "switch", for: id }, el("span", {}, label), field);
}

const nameOf = (tag) => capital(new Intl.DisplayNames([tag], { type: "language" }).of(tag));

// Only a user who chooses a language needs the names of the others.
function nameLanguages(field) {
  const name = () => [...field.options].forEach((option) => { option.textContent = nameOf(option.value); });
  for (const event of ["focus", "pointerdown"]) field.addEventListener(event, name, { once: true });
}

export function renderFooter() {
  const tags = languages.map((tag) => [tag, tag === language ? t("footer.ownName") : tag]);
  byId("foot").replaceChildren(
    el("nav", { "aria-label": t("footer.links") },
      el("a", { href: "/docs" }, t("footer.api")),
      el("span", { className: "quiet", testid: "version" }, t("footer.version", { version }))),
    el("div", { className: "switches" },
      choice("theme", t("footer.theme"), themes.map((name) => [name, t(`footer.themes.${name}`)]), theme(),
        chooseTheme),
      choice("language", t("footer.language"), tags, language, chooseLanguage)));
  nameLanguages(byId("language"));
}
