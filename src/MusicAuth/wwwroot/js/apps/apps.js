import { byId, el } from "../dom.js";
import { formatAgo, formatDay } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { state } from "../state.js";
import { initials } from "../views/avatar.js";
import { gallery } from "./gallery.js";

const shownKeys = 4;
const day = 86_400_000;

const endsWithin = (key, days) => Boolean(key.expires_at) && new Date(key.expires_at) - Date.now() <= days * day;

function lifeOf(key) {
  if (endsWithin(key, 0)) return el("span", { className: "state bad" }, t("keys.expired"));
  return endsWithin(key, 14)
    && el("span", { className: "state warn" }, t("keys.expiresOn", { day: formatDay(key.expires_at) }));
}

function app(key) {
  const used = formatAgo(key.last_used_at);
  return el("li", { className: "stack-row" }, el("a", { className: "line",
    href: `#account/keys/${key.id}`, testid: "app" },
    initials(key.name), el("span", { className: "line-words" }, el("strong", {}, key.name),
      el("span", { className: "quiet" }, used ? t("apps.used", { ago: used }) : t("apps.unused"))), lifeOf(key)));
}

const lastUse = (key) => key.last_used_at ?? key.created_at ?? "";

function list(keys) {
  const sorted = [...keys].sort((one, other) => lastUse(other).localeCompare(lastUse(one)));
  const more = keys.length - shownKeys;
  return [
    el("ul", { className: "stack", "aria-label": t("apps.title") }, sorted.slice(0, shownKeys).map(app)),
    el("p", { className: "actions" },
      el("a", { className: "button", href: "#connect", testid: "connect-app" }, icon("plus"), t("apps.connect")),
      more > 0 && el("a", { className: "button quiet-button", href: "#account/keys" },
        t("apps.more", { count: more }))),
  ];
}

const firstSteps = () => [el("p", { className: "quiet" }, t("apps.first")), gallery()];

let shown = null;

// Before anything is connected there is nothing that an app could read.
export function renderApps(view) {
  const section = byId("apps");
  section.hidden = !state.signedIn || view !== "home" || state.keys === null || !state.connections?.length;
  if (section.hidden) return;
  const { keys } = state;
  const made = el("div", {}, el("h2", { id: "apps-title", tabindex: "-1" },
    t(keys.length ? "apps.title" : "apps.firstTitle")), keys.length ? list(keys) : firstSteps());
  // "5 minutes ago" changes with time.
  if (made.innerHTML === shown && section.hasChildNodes()) return;
  shown = made.innerHTML;
  section.replaceChildren(...made.childNodes);
}
