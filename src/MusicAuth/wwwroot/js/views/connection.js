import { button, el } from "../dom.js";
import { formatDay, formatMoment, providerName } from "../format.js";
import { loginUrl } from "../links.js";
import { state } from "../state.js";
import { describeReauthorization } from "../words/reauthorization.js";
import { allowances, requestButtons } from "./consent.js";

const isWide = () => matchMedia("(min-width: 40rem)").matches;

function row(term, value) {
  return value ? [el("dt", {}, term), el("dd", {}, value)] : [];
}

function time(text, format) {
  return format(text) && el("time", { datetime: text }, format(text));
}

function facts(connection) {
  const until = time(connection.reauthorize_by, formatDay);
  return [
    el("dl", { className: "facts" },
      row("Account", connection.display_name ?? connection.account_id),
      row("Since", time(connection.authorized_at, formatDay)),
      row("Sign in again by", until ?? (connection.state === "active" && "No known end"))),
    el("details", { open: isWide() },
      el("summary", {}, "Details"),
      el("dl", { className: "facts" },
        row("Account id", connection.account_id && el("code", {}, connection.account_id)),
        row("Token refreshed", time(connection.last_refreshed_at, formatMoment)))),
  ];
}

function granted(connection) {
  const scopes = connection.scopes ?? [];
  return scopes.length > 0 && el("details", { open: isWide() },
    el("summary", {}, "What apps can do"),
    allowances(connection.provider, scopes, { testid: `granted-${connection.provider}` }));
}

function reauthorizeLink(provider, connection, className, text) {
  const href = loginUrl(connection.reauthorize_url ?? provider.login_url, state.claim);
  return href && el("a", { className, href, testid: `reauthorize-${provider.name}` }, text);
}

function reauthorizationRequired(provider, connection) {
  return [
    el("p", { className: "state bad" }, "Sign in again"),
    el("p", { testid: `reason-${provider.name}` }, describeReauthorization(provider.name, connection.reason)),
  ];
}

function endsSoon(connection) {
  const until = formatDay(connection.reauthorize_by);
  return el("p", { className: "warn-text", testid: `reauthorize-soon-${connection.provider}` },
    `Your consent ends${until ? ` on ${until}` : " soon"}. Sign in again before then, and your apps keep working.`);
}

export function connectionCard(provider, connection, { disconnect }) {
  const broken = connection.state === "reauthorization_required";
  const urgent = broken || connection.reauthorize_soon;
  return [
    el("div", { testid: `connection-${provider.name}`, "data-state": connection.state },
      broken ? reauthorizationRequired(provider, connection) : el("p", { className: "state good" }, "Connected"),
      !broken && connection.reauthorize_soon && endsSoon(connection),
      ...facts(connection), granted(connection), requestButtons(provider, connection)),
    el("div", { className: "actions" },
      reauthorizeLink(provider, connection, urgent ? "button primary" : "button", "Sign in again"),
      button("Disconnect", () => disconnect(provider),
        { testid: `disconnect-${provider.name}`, "aria-label": `Disconnect ${providerName(provider.name)}` })),
    !provider.configured && el("p", { className: "warn-text" },
      `${provider.display_name} is no longer set up on this MusicAuth.`),
  ];
}
