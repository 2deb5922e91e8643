import { button, el } from "../dom.js";
import { formatDay, formatMoment } from "../format.js";
import { t } from "../i18n.js";
import { loginUrl } from "../links.js";
import { part } from "../parts.js";
import { hasEnded, state } from "../state.js";
import { describeReauthorization } from "../words/reauthorization.js";
import { allowances } from "./allowances.js";
import { picture } from "./avatar.js";

const consent = part(() => import("./consent.js"));

const wholeTerm = 180;
const offerFrom = 60;

function row(term, value) {
  return value ? [el("dt", {}, term), el("dd", {}, value)] : [];
}

function time(text, format) {
  return format(text) && el("time", { datetime: text }, format(text));
}

function facts(connection) {
  const until = time(connection.reauthorize_by, formatDay);
  return el("dl", { className: "facts" },
    row(t("connection.account"), connection.display_name ?? connection.account_id),
    row(t("connection.accountId"), connection.account_id && el("code", {}, connection.account_id)),
    row(t("connection.since"), time(connection.authorized_at, formatDay)),
    row(t("connection.until"), until ?? (connection.state === "active" && t("connection.noEnd"))),
    row(t("connection.refreshed"), time(connection.last_refreshed_at, formatMoment)));
}

function granted(connection) {
  const scopes = connection.scopes ?? [];
  return scopes.length > 0 && [el("h4", {}, t("connection.granted")),
    allowances(connection.provider, scopes, { testid: `granted-${connection.provider}` })];
}

function reauthorizeLink(provider, connection, className, key) {
  const href = loginUrl(connection.reauthorize_url ?? provider.login_url, state.claim);
  return href && el("a", { className, href, testid: `reauthorize-${provider.name}` }, t(key));
}

// How much of the consent is left, as a bar and in words.
function daysLeft({ days_left: days, provider, reauthorize_soon: soon }) {
  if (!Number.isFinite(days)) return null;
  const fill = el("span", { className: "fill" });
  fill.style.width = `${Math.max(2, Math.min(100, (days / wholeTerm) * 100))}%`;
  return el("span", { className: `days${soon ? " soon" : ""}`, testid: `days-${provider}` },
    el("span", { className: "rail", "aria-hidden": "true" }, fill), t("connection.daysLeft", { count: days }));
}

function endsSoon(connection) {
  const until = formatDay(connection.reauthorize_by);
  return el("p", { className: "warn-text", testid: `reauthorize-soon-${connection.provider}` },
    until ? t("connection.endsOn", { until }) : t("connection.endsSoon"));
}

function step(provider, connection) {
  if (hasEnded(connection)) {
    return reauthorizeLink(provider, connection, "button primary", "connection.renewEnded");
  }
  if (!Number.isFinite(connection.days_left) || connection.days_left > offerFrom) return null;
  return reauthorizeLink(provider, connection, connection.reauthorize_soon ? "button primary" : "button",
    "connection.renew");
}

// The further permissions are loaded when the user opens the details.
function details(provider, connection, ...content) {
  const place = el("div", {});
  const node = el("details", { testid: `details-${provider.name}` }, el("summary", {}, t("connection.details")),
    facts(connection), granted(connection), place, ...content);
  node.addEventListener("toggle", async () => {
    const { requestButtons } = await consent();
    place.replaceWith(...[requestButtons(provider, connection)].flat().filter(Boolean));
  }, { once: true });
  return node;
}

export function connectionParts(provider, connection, { disconnect }, line) {
  const broken = hasEnded(connection);
  const name = connection.display_name ?? connection.account_id;
  const next = step(provider, connection);
  return [
    line({
      provider,
      avatar: picture(connection, name),
      about: el("p", { className: "quiet", testid: `account-${provider.name}` }, name),
      status: el("div", { className: "standing", testid: `connection-${provider.name}`,
        "data-state": connection.state },
      el("span", { className: `state ${broken ? "bad" : "good"}` },
        t(broken ? "connection.signInAgain" : "connection.connected")), !broken && daysLeft(connection)),
      action: next,
    }),
    broken && el("p", { testid: `reason-${provider.name}` },
      describeReauthorization(provider.name, connection.reason ?? "consent_expired")),
    !broken && connection.reauthorize_soon && endsSoon(connection),
    !provider.configured && el("p", { className: "warn-text" },
      t("connection.notConfigured", { service: provider.display_name })),
    details(provider, connection,
      el("div", { className: "actions" },
        !next && reauthorizeLink(provider, connection, "button", "connection.signInAgain"),
        button(t("disconnect.action"), () => disconnect(provider), { testid: `disconnect-${provider.name}`,
          "aria-label": t("disconnect.label", { service: provider.display_name }) }))),
  ];
}
