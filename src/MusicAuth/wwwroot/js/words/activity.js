import { count, providerName } from "../format.js";

const resources = {
  playlists: "playlists", playlist_tracks: "the tracks of a playlist", favorites: "favourites", flow: "Flow",
  connections: "the list of connected services", token: "an access token",
};

const on = (provider) => (provider ? ` on ${providerName(provider)}` : "");
const nameOf = (provider) => (provider ? `${providerName(provider)} ` : "");
const a = (noun, provider) => (provider ? `a ${providerName(provider)} ${noun}` : `an ${noun}`);
const resource = (data) => (Object.hasOwn(resources, data) ? resources[data] : data ?? "data");

// A sentence is a list of parts: plain strings, and names or codes that the page sets off.
function callerOf({ kind, name } = {}) {
  if (kind === "key") return name ? ["Key ", { name }] : ["A deleted key"];
  if (kind === "broker") return ["MusicAuth"];
  if (kind === "session") return name ? ["You, in ", { name }, ","] : ["You"];
  return ["An unknown caller"];
}

const succeeded = ({ outcome }) => !outcome || outcome === "ok";

// A request that failed read nothing.
const request = (verb, object) => (entry) => [...callerOf(entry.caller),
  ` ${succeeded(entry) ? verb : "requested"} ${object(entry)}${on(entry.provider)}`];

const restricted = {
  "recent sign-in": "an action that requires a recent sign-in",
  session: "an action that only a browser session can use",
  owner: "an action that only the owner can use",
};

function refused({ data, provider, outcome }) {
  if (outcome === "cross_site_request") return [" sent a change from another site, which MusicAuth refused"];
  if (Object.hasOwn(restricted, data)) return [` requested ${restricted[data]}`];
  if (data?.includes(":")) return [" sent a request without the permission ", { code: data }];
  return [` requested ${resource(data)}${on(provider)} without permission`];
}

const key = ({ data }) => (data ? ["the key ", { name: data }] : ["a key"]);
const account = ({ provider, data }) => [`the ${nameOf(provider)}account`, ...(data ? [" ", { code: data }] : [])];
const isKey = (entry) => entry.caller?.kind === "key";
const action = (describe) => (entry) => [...callerOf(entry.caller), ` ${describe(entry)}`];

const sentences = {
  signed_in: action(({ provider }) => (provider ? `signed in with ${providerName(provider)}` : "signed in")),
  sign_in_failed: ({ provider, data }) => [`A ${nameOf(provider)}sign-in`,
    ...(data ? [" with the account ", { code: `${provider}:${data}` }] : []), " did not work"],
  signed_out: action(() => "signed out"),
  sessions_ended: action(({ data }) => (data === "all" ? "signed out everywhere" : "signed out another browser")),
  key_created: (entry) => [...callerOf(entry.caller), " created ", ...key(entry)],
  key_changed: (entry) => [...callerOf(entry.caller), " changed ", ...key(entry)],
  key_rotated: (entry) => [...callerOf(entry.caller), " gave ", ...key(entry), " a new secret"],
  key_revoked: (entry) => [...callerOf(entry.caller), " revoked ", ...key(entry)],
  key_refused: (entry) => [...(isKey(entry) ? callerOf(entry.caller) : ["A key"]), " was refused"],
  scope_refused: (entry) => [...callerOf(entry.caller), ...refused(entry)],
  read: request("read", ({ data }) => resource(data)),
  written: request("changed", ({ data }) => resource(data)),
  token_handed_out: (entry) => [...callerOf(entry.caller),
    ` ${succeeded(entry) ? "received" : "requested"} ${a("access token", entry.provider)}`],
  refreshed: (entry) =>
    [`MusicAuth ${succeeded(entry) ? "refreshed" : "could not refresh"} your ${nameOf(entry.provider)}access token`],
  reauthorization_required: ({ provider }) => [`${providerName(provider)} requires a new sign-in`],
  disconnected: action(({ provider }) => `disconnected ${providerName(provider)}`),
  identity_linked: action(({ provider }) => `linked another ${nameOf(provider)}account, which can now sign in as you`),
  identity_removed: action(({ provider }) => `removed ${a("account", provider)}, which can no longer sign in as you`),
  ownership_ended: () => ["Another user became the owner of this MusicAuth"],
  ownership_claimed: action(() => "became the owner of this MusicAuth"),
  user_removed: action(() => "removed a user from this MusicAuth"),
  access_requested: (entry) => [...account(entry), " asked to come in"],
  account_admitted: (entry) => [...callerOf(entry.caller), " let in ", ...account(entry)],
  account_refused: (entry) => [...callerOf(entry.caller), " refused ", ...account(entry)],
  invitation_created: action(() => "made an invitation"),
  invitation_used: (entry) => [...account(entry), " came in through your invitation"],
  invitation_revoked: action(() => "revoked an invitation"),
};

const warnings = {
  new_network: "The key was used from a new network.",
  tenfold_rate: "The number of requests is more than ten times the usual number.",
  many_refusals: "The number of refused requests is unusually high.",
  linked_account: "The linked account can now sign in as you.",
};

const capital = ([first, ...rest]) => (typeof first === "string"
  ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : [first, ...rest]);

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

function span(entry) {
  if (!(entry.count > 1)) return "";
  const [from, to] = [new Date(entry.at), new Date(entry.last_at ?? entry.at)];
  const times = count(entry.count, "time", "times");
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return `, ${times}`;
  const name = (date) => (day.format(from) === day.format(to) ? clock.format(date)
    : `${day.format(date)} ${clock.format(date)}`);
  return name(from) === name(to) ? `, ${times} at ${name(from)}` : `, ${times} between ${name(from)} and ${name(to)}`;
}

// Outcomes that the sentence itself already expresses.
const impliedOutcomes = ["ok", "insufficient_scope", "fresh_sign_in_required", "cross_site_request", "sign_in_failed"];

const outcomes = {
  revoked: "the key had been revoked",
  expired: "the time limit had passed",
  consent_expired: "the consent has expired",
  lost_in_flight: "a new token was lost",
  app_changed: "MusicAuth now uses another app",
  unreadable: "the stored tokens cannot be decrypted",
  missing_scope: "the consent does not include the permission",
  exchange: "the service did not accept the authorization code",
  no_code: "the service sent no answer",
  invalid_request: "the service did not understand the request",
  unauthorized_client: "the service does not allow the app to ask for sign-ins",
  unsupported_response_type: "the service does not offer this kind of sign-in",
  invalid_scope: "the service does not know a requested permission",
  server_error: "the service reported an internal error",
  temporarily_unavailable: "the service was overloaded or under maintenance",
  provider_error: "the service reported an error",
  unexpected: "an unexpected error occurred in MusicAuth",
  profile: "the service did not return the profile",
  user_not_registered: "the app does not list the account",
  quota_exceeded: "the app has used up its quota",
  invalid_client: "the client id or secret is wrong",
  premium_lapsed: "the owner of the app has no Premium subscription",
  app_disabled: "the service has disabled the app",
  provider_forbids: "the service does not allow this",
  provider_app_unhealthy: "the service does not accept the app",
  provider_answer_invalid: "the service sent an invalid response",
  storage_unavailable: "MusicAuth could not use its database",
  not_found: "the requested item does not exist",
  unauthenticated: "the key is unknown, revoked or expired",
  state: "the answer belonged to another browser",
  used: "the sign-in had already been completed",
  link_pending: "another account was waiting for an answer",
  other_session: "another user had signed in meanwhile",
  sign_in_refused: "the user refused the access at the service",
  registration_closed: "this MusicAuth does not accept new users",
  owner_exists: "this MusicAuth does not accept new users",
  not_on_list: "the account is not on the list of allowed accounts",
  claim_required: "the sign-in did not use the owner link",
  claim_used: "the owner link was no longer valid",
  invitation_used: "the invitation had already been used",
  invitation_ended: "the invitation was no longer valid",
  account_mismatch: "another account of this service is connected",
  account_linked_elsewhere: "the account belongs to another user",
  reauthorization_required: "the service requires a new consent",
  provider_unavailable: "the service did not respond",
  provider_rate_limited: "the service was rate-limiting this MusicAuth",
  rate_limited: "there were too many requests",
  not_connected: "the service is not connected",
};

// An outcome is `code` or `code:reason`; the reason is more precise.
function ending({ kind, outcome }) {
  const [code, reason] = (outcome ?? "ok").split(":");
  if (code === "revoked" && kind === "reauthorization_required") return [": the service has revoked the access."];
  const known = [reason, code].find((word) => word && Object.hasOwn(outcomes, word));
  if (known) return [`: ${outcomes[known]}.`];
  if (impliedOutcomes.includes(code) && !reason) return ["."];
  return [": ", { code: reason ?? code }, "."];
}

// Returns parts: strings, { name } and { code }.
export function describeActivity(entry) {
  const own = Object.hasOwn(sentences, entry.kind) ? sentences[entry.kind](entry)
    : ["An unknown event occurred: ", entry.kind];
  const from = entry.address ? [`, from ${entry.address}`] : [];
  return [...capital(own), span(entry), ...from, ...ending(entry)].filter(Boolean);
}

export function describeFlags(entry) {
  return (entry.flags ?? []).map((flag) => (Object.hasOwn(warnings, flag) ? warnings[flag] : "This entry is unusual."));
}

// One advice for all flags of an entry.
export function adviceOf(entry) {
  if (!entry.flags?.length) return null;
  if (entry.flags.includes("linked_account")) {
    return "If you did not do this, remove that account, then sign out everywhere.";
  }
  if (isKey(entry)) return "If you did not do this, revoke the key.";
  return entry.caller?.kind === "session" ? "If you did not do this, sign out everywhere." : null;
}

export function dayOf(entry) {
  const date = new Date(entry.last_at ?? entry.at);
  return Number.isNaN(date.getTime()) ? "" : day.format(date);
}

export function timeOf(entry) {
  const date = new Date(entry.last_at ?? entry.at);
  return Number.isNaN(date.getTime()) ? "" : clock.format(date);
}
