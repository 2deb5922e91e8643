import { disconnect } from "../connectionChanges.js";
import { button, el } from "../dom.js";
import { formatDay, formatMoment } from "../format.js";
import { t } from "../i18n.js";
import { allowances } from "./allowances.js";
import { requestButtons } from "./consent.js";

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

// Returns what the line of a connection does not show. The caller passes `signInAgain` if the line has no such link.
export function connectionDetails(provider, connection, signInAgain) {
  return [
    facts(connection),
    granted(connection),
    requestButtons(provider, connection),
    el("div", { className: "actions" }, signInAgain,
      button(t("disconnect.action"), () => disconnect(provider), { testid: `disconnect-${provider.name}`,
        "aria-label": t("disconnect.label", { service: provider.display_name }) })),
  ];
}
