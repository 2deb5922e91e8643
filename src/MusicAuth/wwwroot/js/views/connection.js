import { el } from "../dom.js";
import { formatDay } from "../format.js";
import { t } from "../i18n.js";
import { loginUrl } from "../links.js";
import { foldedPart } from "../parts.js";
import { hasEnded, state } from "../state.js";
import { describeReauthorization } from "../words/reauthorization.js";
import { picture } from "./avatar.js";

const details = foldedPart(() => import("./connectionDetails.js"));

const wholeTerm = 180;
const offerFrom = 60;

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

export function connectionParts(provider, connection, line) {
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
    details(t("connection.details"), `details-${provider.name}`, ({ connectionDetails }) => connectionDetails(provider,
      connection, !next && reauthorizeLink(provider, connection, "button", "connection.signInAgain"))),
  ];
}
