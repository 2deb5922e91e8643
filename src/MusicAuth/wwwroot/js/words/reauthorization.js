import { providerName, sentenceList } from "../format.js";
import { has, t } from "../i18n.js";
import { state } from "../state.js";
import { describeScope } from "./allowances.js";

function permissionsAskedBy(provider, url) {
  const scopes = url ? new URL(url).searchParams.get("scope")?.split(" ") ?? [] : [];
  return scopes.map((scope) => describeScope(provider, scope));
}

function describeMissingScope(provider, { url }) {
  const permissions = permissionsAskedBy(provider, url);
  const service = providerName(provider);
  return permissions.length
    ? t("reauthorization.missing", { service, permissions: sentenceList(permissions) })
    : t("reauthorization.missingUnknown", { service });
}

// The to-do list knows which consents ended together with many others.
const endedInMass = (provider) => (state.todo?.items ?? []).some((item) =>
  item.provider === provider && item.code?.endsWith("_in_mass"));

// `remedy` holds the problem's sign-in link, where there is one.
export function describeReauthorization(provider, reason, remedy = {}) {
  if (reason === "missing_scope") return describeMissingScope(provider, remedy);
  const service = providerName(provider);
  const key = `reauthorization.reasons.${reason}`;
  const isSpotify = reason === "consent_expired" && provider === "spotify";
  const cause = t(endedInMass(provider) ? "reauthorization.inMass"
    : isSpotify ? "reauthorization.spotifyExpired" : has(key) ? key : "reauthorization.unknown", { service });
  return `${cause} ${t("reauthorization.remedy", { service })}`;
}
