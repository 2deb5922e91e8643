import { providerName } from "../format.js";
import { allowanceOf } from "./consent.js";

const sentences = {
  consent_expired: (name) => (name === "Spotify"
    ? "A Spotify consent is valid for six months, and yours has expired."
    : `Your ${name} consent has expired.`),
  revoked: (name) => `${name} has revoked the access of MusicAuth, usually because you removed the app from your `
    + "account or changed your password.",
  lost_in_flight: (name) => `MusicAuth was interrupted while ${name} issued a new token, and that token was lost.`,
  app_changed: (name) => `This MusicAuth now uses a different ${name} app from the one that you agreed to.`,
  unreadable: () => "MusicAuth can no longer decrypt the tokens of this connection. "
    + "If all users have this problem, the operator must check the master key.",
};

function permissionsAskedBy(provider, url) {
  const scopes = url ? new URL(url).searchParams.get("scope")?.split(" ") ?? [] : [];
  return scopes.map((scope) => allowanceOf(provider, scope) ?? `use ${scope}`);
}

function describeMissingScope(provider, { url, detail }) {
  const permissions = permissionsAskedBy(provider, url);
  const name = providerName(provider);
  if (permissions.length) {
    return `Your ${name} consent does not let apps ${permissions.join(", or ")}. Grant this permission to continue.`;
  }
  return detail ?? `Your ${name} consent does not include this permission. Sign in to ${name} again.`;
}

// `remedy` holds the problem's sign-in link, where there is one, and its detail.
export function describeReauthorization(provider, reason, remedy = {}) {
  if (reason === "missing_scope") return describeMissingScope(provider, remedy);
  const name = providerName(provider);
  const cause = Object.hasOwn(sentences, reason) ? sentences[reason](name) : `${name} no longer accepts your consent.`;
  return `${cause} Sign in to ${name} again to continue.`;
}
