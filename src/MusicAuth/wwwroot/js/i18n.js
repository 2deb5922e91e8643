// Every text of the page comes from one dictionary per language: js/languages/<language>.js.
export const languages = { en: "English", fr: "Français" };
const storageKey = "musicauth.language";

function preferred() {
  const chosen = localStorage.getItem(storageKey);
  const wanted = [chosen, ...navigator.languages].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => Object.hasOwn(languages, tag)) ?? "en";
}

export const language = preferred();
// English keeps British dates.
export const locale = language === "en" ? "en-GB" : language;

const dictionary = (await import(`./languages/${language}.js`)).default;
const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);

document.documentElement.lang = language;

export function chooseLanguage(tag) {
  localStorage.setItem(storageKey, tag);
  location.reload();
}

export const has = (key) => find(key) !== undefined;

function find(key) {
  return key.split(".").reduce((part, name) =>
    (typeof part === "object" && Object.hasOwn(part, name) ? part[name] : undefined), dictionary);
}

const shown = (value) => (typeof value === "number" ? numbers.format(value) : String(value));

// A text is a string, or one string for each plural form of `count`: { one: "{count} key", other: "{count} keys" }.
export function t(key, values = {}) {
  const entry = find(key);
  const text = typeof entry === "object" ? entry[plurals.select(values.count)] ?? entry.other : entry;
  if (text === undefined) throw new Error(`The dictionary ${language} has no text ${key}.`);
  return text.replace(/\{(\w+)\}/gu, (whole, name) => (Object.hasOwn(values, name) ? shown(values[name]) : whole));
}
