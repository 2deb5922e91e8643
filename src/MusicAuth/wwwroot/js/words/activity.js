import { capital, formatDay, formatTime, providerName } from "../format.js";
import { has, known, parts, t } from "../i18n.js";

const isCode = (code) => /^[\w -]+$/u.test(code ?? "");
const where = ({ provider }) => (provider ? t("activity.where", { service: providerName(provider) }) : "");
const resource = (data) => known("activity.resources", data, "activity.resources.other");

// A sentence is a list of parts: plain strings, and names that the page sets off.
function callerOf(caller) {
  const { kind, name } = caller ?? {};
  const who = ["key", "broker", "session"].includes(kind) ? kind : "unknown";
  const key = name && who !== "broker" && who !== "unknown" ? `${who}Named` : who;
  return parts(`activity.callers.${key}`, { name: { name } });
}

const succeeded = ({ outcome }) => !outcome || outcome === "ok";

function refusal({ data, outcome }) {
  if (outcome === "cross_site_request") return "cross_site";
  if (data?.includes(":")) return "scope";
  const key = `activity.refused.${data}`;
  return isCode(data) && has(key) ? data : "other";
}

// The variant of a kind of event, and what its sentence needs besides caller and place.
const variants = {
  signed_in: ({ provider }) => (provider ? "with" : ""),
  sign_in_failed: ({ data }) => (data ? "account" : ""),
  sessions_ended: ({ data }) => (data === "all" ? "all" : ""),
  key_created: ({ data }) => (data ? "" : "unnamed"),
  key_changed: ({ data }) => (data ? "" : "unnamed"),
  key_rotated: ({ data }) => (data ? "" : "unnamed"),
  key_revoked: ({ data }) => (data ? "" : "unnamed"),
  read: (entry) => (succeeded(entry) ? "" : "failed"),
  written: (entry) => (succeeded(entry) ? "" : "failed"),
  token_handed_out: (entry) => (succeeded(entry) ? "" : "failed"),
  refreshed: (entry) => (succeeded(entry) ? "" : "failed"),
};

function sentence(entry) {
  const values = {
    who: entry.kind === "key_refused" && entry.caller?.kind !== "key" ? [t("activity.callers.someKey")]
      : callerOf(entry.caller),
    what: resource(entry.data),
    where: where(entry),
    service: providerName(entry.provider),
    key: { name: entry.data },
    account: { code: entry.kind === "sign_in_failed" ? `${entry.provider}:${entry.data}` : entry.data ?? "" },
  };
  if (entry.kind === "scope_refused") {
    return parts(`activity.refused.${refusal(entry)}`, { ...values, scope: { code: entry.data } });
  }
  const variant = Object.hasOwn(variants, entry.kind) ? variants[entry.kind](entry) : "";
  const key = `activity.kinds.${entry.kind}${variant ? `-${variant}` : ""}`;
  return isCode(entry.kind) && has(key) ? parts(key, values) : [t("activity.unknownKind")];
}

const capitalised = ([first, ...rest]) => (typeof first === "string" ? [capital(first), ...rest] : [first, ...rest]);

function span(entry) {
  if (!(entry.count > 1)) return "";
  const last = entry.last_at ?? entry.at;
  const [from, to] = [formatTime(entry.at), formatTime(last)];
  if (!from || !to) return t("activity.times", { count: entry.count });
  const sameDay = formatDay(entry.at) === formatDay(last);
  const name = (text) => (sameDay ? formatTime(text) : `${formatDay(text)} ${formatTime(text)}`);
  const [begin, end] = [name(entry.at), name(last)];
  return begin === end ? t("activity.timesAt", { count: entry.count, at: begin })
    : t("activity.timesBetween", { count: entry.count, from: begin, to: end });
}

// Outcomes that the sentence itself already expresses.
const impliedOutcomes = ["ok", "insufficient_scope", "fresh_sign_in_required", "cross_site_request", "sign_in_failed"];

// An outcome is `code` or `code:reason`; the reason is more precise.
function ending({ kind, outcome }) {
  const [code, reason] = (outcome ?? "ok").split(":");
  const special = code === "revoked" && kind === "reauthorization_required" ? ["consent_revoked"] : [];
  const found = [...special, reason, code].find((word) => isCode(word) && has(`activity.outcomes.${word}`));
  if (found) return t("activity.ending", { outcome: t(`activity.outcomes.${found}`) });
  if (impliedOutcomes.includes(code) && !reason) return ".";
  return t("activity.ending", { outcome: t("activity.outcomes.other") });
}

// Returns parts: strings, { name } and { code }.
export function describeActivity(entry) {
  const from = entry.address ? t("activity.from", { address: entry.address }) : "";
  return [...capitalised(sentence(entry)), span(entry), from, ending(entry)].filter(Boolean);
}

export function describeFlags(entry) {
  return (entry.flags ?? []).map((flag) => known("activity.flags", flag, "activity.flags.other"));
}

// One advice for all flags of an entry.
export function adviceOf(entry) {
  if (!entry.flags?.length) return null;
  if (entry.flags.includes("linked_account")) return t("activity.advice.account");
  if (entry.caller?.kind === "key") return t("activity.advice.key");
  return entry.caller?.kind === "session" ? t("activity.advice.session") : null;
}

export const dayOf = (entry) => formatDay(entry.last_at ?? entry.at) ?? "";

export const timeOf = (entry) => formatTime(entry.last_at ?? entry.at) ?? "";
