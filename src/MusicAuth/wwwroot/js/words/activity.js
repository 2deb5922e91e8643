import { count, providerName } from "../format.js";

const things = {
  playlists: "playlists", playlist_tracks: "the tracks of a playlist", favorites: "favourites", flow: "Flow",
  connections: "which services are connected", token: "an access token",
};

const at = (provider) => (provider ? ` at ${providerName(provider)}` : "");
const thing = (data) => (Object.hasOwn(things, data) ? things[data] : data ?? "something");

// Parts of a sentence: texts, and names to set off. A name is whatever somebody typed.
function who({ kind, name } = {}) {
  if (kind === "key") return name ? ["Key ", { name }] : ["A key that is gone"];
  if (kind === "broker") return ["MusicAuth"];
  if (kind === "session") return name ? ["You, in ", { name }, ","] : ["You"];
  return ["Somebody"];
}

const went = ({ outcome }) => !outcome || outcome === "ok";

// What was asked for and not given was not read.
const got = (verb, what) => (entry) => [...who(entry.caller ?? {}),
  ` ${went(entry) ? verb : "asked for"} ${what(entry)}${at(entry.provider)}`];

const beyond = {
  "recent sign-in": "for something that needs a recent sign-in",
  session: "for what only a browser session may have",
  owner: "for what only the owner may have",
};

function refused({ data, provider, outcome }) {
  if (outcome === "cross_site_request") return [" asked for a change from another site, which was refused"];
  if (Object.hasOwn(beyond, data)) return [` asked ${beyond[data]}`];
  if (data?.includes(":")) return [" asked for more than it may, without ", { code: data }];
  return [` asked for ${thing(data)}${at(provider)}, which it may not`];
}

const key = ({ data }) => (data ? ["the key ", { name: data }] : ["a key"]);
const isKey = (entry) => entry.caller?.kind === "key";
const does = (words) => (entry) => [...who(entry.caller ?? {}), ` ${words(entry)}`];

const sentences = {
  signed_in: does(({ provider }) => `signed in${at(provider)}`),
  sign_in_failed: ({ provider, data }) => [`A sign-in${at(provider)}`,
    ...(data ? [" with the account ", { code: `${provider}:${data}` }] : []), " did not work"],
  signed_out: does(() => "signed out"),
  sessions_ended: does(({ data }) => (data === "all" ? "signed out everywhere" : "signed out another browser")),
  key_created: (entry) => [...who(entry.caller ?? {}), " made ", ...key(entry)],
  key_revoked: (entry) => [...who(entry.caller ?? {}), " revoked ", ...key(entry)],
  key_refused: (entry) => [...(isKey(entry) ? who(entry.caller) : ["A key"]), " was refused"],
  scope_refused: (entry) => [...who(entry.caller ?? {}), ...refused(entry)],
  read: got("read", ({ data }) => thing(data)),
  written: got("changed", ({ data }) => thing(data)),
  token_handed_out: got("took", () => "an access token"),
  refreshed: (entry) => [`MusicAuth ${went(entry) ? "renewed" : "could not renew"} its access${at(entry.provider)}`],
  reauthorization_required: ({ provider }) => [`${providerName(provider)} wants you to sign in again`],
  disconnected: does(({ provider }) => `disconnected ${providerName(provider)}`),
  identity_linked: does(({ provider }) => `linked a further account${at(provider)}, which can sign in as you`),
  identity_removed: does(({ provider }) => `removed an account${at(provider)}, which cannot sign in as you any more`),
  ownership_ended: () => ["Another user owns this instance now"],
  ownership_claimed: does(() => "became the owner of this instance"),
  user_removed: does(() => "removed a person from this instance"),
};

const warnings = {
  new_network: "This key came from a network that it had not been used from before.",
  tenfold_rate: "That is more than ten times as much as usual.",
  many_refusals: "That is an unusual number of refusals.",
  linked_account: "This account can sign in as you from now on.",
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

// What the sentence says already, or what is no news.
const plain = ["ok", "insufficient_scope", "fresh_sign_in_required", "cross_site_request", "sign_in_failed"];

const outcomes = {
  revoked: "it had been revoked",
  expired: "it was too late",
  consent_expired: "the consent had come to its end",
  lost_in_flight: "a new token was lost on its way",
  app_changed: "another app is set up now",
  unreadable: "what is stored cannot be opened",
  missing_scope: "the consent does not cover it",
  exchange: "the service did not accept the exchange of the code",
  no_code: "the service sent no answer",
  invalid_request: "the service did not understand the request",
  unauthorized_client: "the service does not let the app ask for sign-ins",
  unsupported_response_type: "the service does not offer this kind of sign-in",
  invalid_scope: "the service does not know a permission that was asked for",
  server_error: "the service reported an error of its own",
  temporarily_unavailable: "the service was overloaded or under maintenance",
  provider_error: "the service reported an error",
  unexpected: "something unexpected went wrong here",
  profile: "the service would not say whose account it is",
  user_not_registered: "the app does not list the account",
  quota_exceeded: "the quota of the app is used up",
  invalid_client: "the client id or secret is wrong",
  premium_lapsed: "the owner of the app has no Premium",
  app_disabled: "the service has switched the app off",
  provider_forbids: "the service does not allow it",
  provider_app_unhealthy: "the service does not accept the app",
  provider_answer_invalid: "the answer of the service was unusable",
  storage_unavailable: "the database could not be used",
  not_found: "there is no such thing",
  unauthenticated: "it does not count, or no longer",
  state: "the answer belonged to another browser",
  used: "it had been answered before",
  link_pending: "another account waited for an answer",
  other_session: "somebody else was signed in by then",
  sign_in_refused: "access was refused at the service",
  registration_closed: "new people are not taken in",
  owner_exists: "new people are not taken in",
  not_on_list: "the account is not on the list",
  claim_required: "the owner link was missing",
  claim_used: "the owner link did not count any more",
  account_mismatch: "it was another account than the connected one",
  account_linked_elsewhere: "the account belongs to somebody else here",
  reauthorization_required: "the service wants a new consent",
  provider_unavailable: "the service did not answer",
  provider_rate_limited: "the service had had enough requests",
  rate_limited: "it was too much at once",
  not_connected: "the service is not connected",
};

// `code` or `code:reason`; the reason says more.
function ending({ kind, outcome }) {
  const [code, reason] = (outcome ?? "ok").split(":");
  if (code === "revoked" && kind === "reauthorization_required") return [": the service has withdrawn the access."];
  const known = [reason, code].find((word) => word && Object.hasOwn(outcomes, word));
  if (known) return [`: ${outcomes[known]}.`];
  if (plain.includes(code) && !reason) return ["."];
  return [": ", { code: reason ?? code }, "."];
}

// Who did what, as parts: texts and { name }.
export function describeActivity(entry) {
  const own = Object.hasOwn(sentences, entry.kind) ? sentences[entry.kind](entry)
    : ["Something else happened: ", entry.kind];
  const from = entry.address ? [`, from ${entry.address}`] : [];
  return [...capital(own), span(entry), ...from, ...ending(entry)].filter(Boolean);
}

export function describeFlags(entry) {
  return (entry.flags ?? []).map((flag) => (Object.hasOwn(warnings, flag) ? warnings[flag] : "This stands out."));
}

// What to do about it, once for all flags of an entry.
export function adviceOf(entry) {
  if (!entry.flags?.length) return null;
  if (entry.flags.includes("linked_account")) {
    return "If that was not you, remove that account, then sign out everywhere.";
  }
  if (isKey(entry)) return "If that was not you, revoke the key.";
  return entry.caller?.kind === "session" ? "If that was not you, sign out everywhere." : null;
}

export function dayOf(entry) {
  const date = new Date(entry.last_at ?? entry.at);
  return Number.isNaN(date.getTime()) ? "" : day.format(date);
}

export function timeOf(entry) {
  const date = new Date(entry.last_at ?? entry.at);
  return Number.isNaN(date.getTime()) ? "" : clock.format(date);
}
