import { providerName } from "../format.js";
import { allowanceOf } from "./consent.js";

const sentences = {
  consent_expired: (name) => (name === "Spotify"
    ? "Spotify lets a consent live six months, whatever an app does, and yours has come to its end."
    : `Your consent at ${name} has come to its end.`),
  revoked: (name) => `${name} has withdrawn the access; usually because the app was removed in your account there, `
    + "or the password was changed.",
  lost_in_flight: (name) => `MusicAuth was interrupted while ${name} was handing out a new token, `
    + "and that token is lost.",
  app_changed: (name) => `This instance now uses another app at ${name} than the one you agreed to.`,
  unreadable: () => "What was stored for this connection can no longer be opened. "
    + "If it happens to everybody here, the master key is the first thing to look at.",
};

// What a link to a sign-in asks for, in words.
function askedBy(provider, url) {
  const scopes = url ? new URL(url).searchParams.get("scope")?.split(" ") ?? [] : [];
  return scopes.map((scope) => allowanceOf(provider, scope) ?? `use ${scope}`);
}

function describeMissingScope(provider, { url, detail }) {
  const asked = askedBy(provider, url);
  const name = providerName(provider);
  if (asked.length) return `Your consent at ${name} does not let apps ${asked.join(", or ")}. Grant it, and it works.`;
  return detail ?? `Your consent at ${name} does not cover this. Sign in at ${name} again.`;
}

// `mend` is what the problem says of itself: the link, where there is one, and the detail.
export function describeReauthorization(provider, reason, mend = {}) {
  if (reason === "missing_scope") return describeMissingScope(provider, mend);
  const name = providerName(provider);
  const why = Object.hasOwn(sentences, reason) ? sentences[reason](name) : `${name} no longer accepts your consent.`;
  return `${why} Sign in at ${name} again, and it goes on as before.`;
}
