import { providerName, sentenceList } from "../format.js";
import { has, t } from "../i18n.js";
import { allowanceOf } from "../views/allowances.js";

function permissionsAskedBy(provider, url) {
  const scopes = url ? new URL(url).searchParams.get("scope")?.split(" ") ?? [] : [];
  return scopes.map((scope) => allowanceOf(provider, scope) ?? t("reauthorization.use", { scope }));
}

function describeMissingScope(provider, { url }) {
  const permissions = permissionsAskedBy(provider, url);
  const service = providerName(provider);
  return permissions.length
    ? t("reauthorization.missing", { service, permissions: sentenceList(permissions) })
    : t("reauthorization.missingUnknown", { service });
}

// `remedy` holds the problem's sign-in link, where there is one.
export function describeReauthorization(provider, reason, remedy = {}) {
  if (reason === "missing_scope") return describeMissingScope(provider, remedy);
  const service = providerName(provider);
  const key = `reauthorization.reasons.${reason}`;
  const isSpotify = reason === "consent_expired" && provider === "spotify";
  const cause = t(isSpotify ? "reauthorization.spotifyExpired" : has(key) ? key : "reauthorization.unknown",
    { service });
  return `${cause} ${t("reauthorization.remedy", { service })}`;
}
