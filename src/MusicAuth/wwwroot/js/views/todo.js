import { byId, el } from "../dom.js";
import { formatDay, providerName } from "../format.js";
import { has, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { webUrl } from "../links.js";
import { part } from "../parts.js";
import { state } from "../state.js";
import { describeScope } from "../words/allowances.js";

const requests = part(() => import("./requestAnswers.js"));

const severities = ["info", "warning", "critical"];
const isCode = (code) => /^[\w-]+$/u.test(code ?? "");
// Where many consents ended together, the cause is the same for all of them.
const keyOf = ({ code }, field) => `todo.items.${code?.endsWith("_in_mass") ? "in_mass" : code}.${field}`;

// The id names what the item is about: scope_missing:spotify:streaming, key_scope_missing:4fK0…:library:read
function subjectOf({ code, id }) {
  const [, first, ...rest] = String(id).split(":");
  const scope = rest.join(":");
  if (!/^key_/u.test(code)) return { permission: describeScope(first, scope) };
  const key = `keys.scopes.${scope}`;
  return { key: state.keys?.find((one) => one.id === first)?.name, permission: has(key) ? t(key) : scope };
}

// The broker writes English, and knows more than a code says, but it has no words for scopes.
function text(field, item) {
  const own = keyOf(item, field);
  // Most consents that have ended share one detail.
  const key = field === "detail" && !has(own) && has(keyOf(item, "title")) ? "todo.detail" : own;
  const isKnown = isCode(item.code) && has(key);
  if (!isKnown || (language === "en" && item[field] && !/scope_missing$/u.test(item.code))) return item[field];
  const values = { service: providerName(item.provider), due: formatDay(item.due) ?? "", ...subjectOf(item) };
  const variant = item.due ? "Dated" : values.key ? "Named" : "";
  return t(has(`${key}${variant}`) ? `${key}${variant}` : key, values);
}

function actionText(item) {
  const key = keyOf(item, "action");
  const usual = /\/login\//u.test(item.action_url) ? "todo.renew" : "todo.action";
  return t(isCode(item.code) && has(key) ? key : usual, { service: providerName(item.provider) });
}

const isRequest = ({ code }) => code === "access_requested";

function todoItem(item, open) {
  const severity = severities.includes(item.severity) ? item.severity : "info";
  const href = webUrl(item.action_url);
  // access_requested:{id of the request}
  const request = open?.get(item.id.split(":")[1]);
  const [title, detail] = [request?.title ?? text("title", item), text("detail", item)];
  return el("li", { className: `todo-item ${severity}`, testid: "todo-item", "data-code": item.code,
    "data-severity": severity },
  icon(severity),
  el("div", { className: "todo-words" },
    el("p", {}, el("span", { className: "unseen" }, `${t(`todo.severities.${severity}`)}: `),
      el("strong", {}, title)),
    detail && el("p", { className: "quiet" }, detail)),
  request ? request.actions
    : href && el("a", { className: severity === "info" ? "button" : "button primary", href, testid: "todo-action" },
      actionText(item)));
}

let shown = null;

export async function renderTodo(view) {
  const section = byId("todo");
  const { todo } = state;
  section.hidden = !state.signedIn || view !== "home" || todo === null;
  const wanted = JSON.stringify(todo);
  const isShown = () => wanted === shown && section.hasChildNodes();
  if (section.hidden || isShown()) return;
  const items = todo.items ?? [];
  // Only an owner with an open request needs the buttons.
  const open = items.some(isRequest) ? await (await requests()).openRequests() : null;
  if (isShown() || wanted !== JSON.stringify(state.todo)) return;
  shown = wanted;
  const hadFocus = section.contains(document.activeElement);
  section.classList.toggle("calm", items.length === 0);
  section.replaceChildren(
    el("h2", { id: "todo-title", tabindex: "-1", className: items.length ? null : "unseen" }, t("todo.title")),
    items.length ? el("ul", { className: "todo-list" }, items.map((item) => todoItem(item, open)))
      : el("p", { className: "calm-line", testid: "todo-empty" }, icon("check"), t("todo.nothing")));
  if (hadFocus) byId("todo-title").focus();
}
