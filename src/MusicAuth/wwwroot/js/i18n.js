import { languages } from "/js/version.js";
import { local } from "./storage.js";

// Every text of the page comes from one dictionary per language: js/languages/<language>.js.
const storageKey = "musicauth.language";

function preferred() {
  const chosen = local?.getItem(storageKey);
  const wanted = [chosen, ...navigator.languages].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => languages.includes(tag)) ?? "en";
}

export const language = preferred();
// English keeps British dates.
const locale = language === "en" ? "en-GB" : language;

const dictionary = (await import(`./languages/${language}.js`)).default;
const made = new Map();

// The first object of Intl loads tables, so each is made at its first use.
export function intl(Kind, options = {}) {
  const key = Kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Kind(locale, options));
  return made.get(key);
}

document.documentElement.lang = language;

export function chooseLanguage(tag) {
  local?.setItem(storageKey, tag);
  location.reload();
}

export const has = (key) => find(key) !== undefined;

function find(key) {
  return key.split(".").reduce((part, name) =>
    (typeof part === "object" && Object.hasOwn(part, name) ? part[name] : undefined), dictionary);
}

const shown = (value) => (typeof value === "number" ? intl(Intl.NumberFormat).format(value) : value);

// French puts a space that does not break before these marks.
const spaced = (text) => text.replace(/ (?=[:;?!»])|(?<=«) /gu, "\u00a0");

// A text is a string, or one string for each plural form of `count`: { one: "{count} key", other: "{count} keys" }.
function textOf(key, { count }) {
  const entry = find(key);
  const text = typeof entry === "object" ? entry[intl(Intl.PluralRules).select(count)] ?? entry.other : entry;
  if (text === undefined) throw new Error(`The dictionary ${language} has no text ${key}.`);
  return spaced(text);
}

export function t(key, values = {}) {
  return textOf(key, values).replace(/\{(\w+)\}/gu, (whole, name) =>
    (Object.hasOwn(values, name) ? String(shown(values[name])) : whole));
}

// The text as a list of strings and values, for values that are elements.
export function parts(key, values = {}) {
  return textOf(key, values).split(/\{(\w+)\}/u).flatMap((piece, index) =>
    (index % 2 === 0 ? piece : shown(values[piece] ?? ""))).filter((piece) => piece !== "");
}

// For codes that a newer broker can send: the text of `group`, else the one of `otherwise`.
export function known(group, code, otherwise, values = {}) {
  const key = `${group}.${code}`;
  return t(typeof code === "string" && /^[\w:-]+$/u.test(code) && has(key) ? key : otherwise, values);
}

// The texts of index.html.
export function translatePage(root = document) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
}
