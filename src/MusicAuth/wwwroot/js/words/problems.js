import { providerName, waitingTime } from "../format.js";

const again = (retryAfter) => {
  const time = waitingTime(retryAfter);
  return time ? `Try again in ${time}.` : "Try again in a moment.";
};

const appUnhealthy = {
  invalid_client: (name) => `${name} does not accept this instance's client id or secret. `
    + "Whoever runs the instance must correct the settings.",
  premium_lapsed: (name) => `${name} has switched the app off because its owner has no Premium subscription. `
    + "It comes back by itself some hours after a renewal.",
  app_disabled: (name) => `${name} has switched off the app that this instance uses. `
    + "Only its owner can settle that with the service.",
};

const sentences = {
  network: () => "MusicAuth cannot be reached. Is it running, and are you on its network? Then try again.",
  timeout: () => "MusicAuth took too long to answer. Try again in a moment.",
  unreadable_answer: () => "What came back was no answer of MusicAuth; perhaps a proxy is in between. Try again.",
  unauthenticated: () => "You are signed out. Sign in again to go on.",
  insufficient_scope: () => "This session may not do that.",
  fresh_sign_in_required: () => "This needs a sign-in within the last hour.",
  last_identity: () => "This is the only account that can sign in as you. Link another account first.",
  account_linked_elsewhere: (name) => `This ${name} account belongs to another user of this instance.`,
  account_mismatch: (name) => `Another ${name} account is connected; it stays. Disconnect it first.`,
  registration_closed: () => "The owner of this instance has not allowed this account (Access:AllowedAccounts).",
  cross_site_request: () => "The request was refused because this page was not opened at the instance's own address "
    + "(Web:PublicUrl). Open it there and try again.",
  reauthorization_required: (name) => `${name} wants you to sign in again.`,
  provider_forbids: (name, { reason }) => (reason === "user_not_registered"
    ? `The app at ${name} does not list your account. Its owner adds it in the developer dashboard.`
    : `${name} does not allow that.`),
  not_connected: (name) => `${name} is not connected. Connect it first.`,
  unknown_provider: () => "This service is not set up on this instance.",
  not_found: (name) => `${name} has no such thing, or no longer.`,
  invalid_parameter: () => "The list has changed since it was begun. Load it anew.",
  provider_answer_invalid: (name) => `${name} answered something unusable. ${again(null)}`,
  storage_unavailable: (_, { retryAfter }) => `MusicAuth cannot use its database at the moment. ${again(retryAfter)}`,
  internal_error: () => "MusicAuth failed. Its log says why; try again.",
  limit_reached: () => "That is as many as one person may have here. Remove one that you no longer need first.",
  rate_limited: (_, { retryAfter }) => `That was too much at once for this instance. ${again(retryAfter)}`,
  provider_rate_limited: (name, { reason, retryAfter }) => (reason === "quota_exceeded"
    ? `The quota of the app at ${name} is used up. ${again(retryAfter)}`
    : `${name} has had enough requests for now. ${again(retryAfter)}`),
  provider_unavailable: (name, { retryAfter }) => `${name} does not answer at the moment. ${again(retryAfter)}`,
  provider_app_unhealthy: (name, { reason }) => (Object.hasOwn(appUnhealthy, reason)
    ? appUnhealthy[reason](name)
    : `${name} does not accept the app of this instance. Whoever runs it must look at the settings.`),
};

// The sentence for what the broker, or nobody, answered. `provider` steps in where the problem names none.
export function describeProblem(problem, provider = null) {
  const name = providerName(problem.provider ?? provider);
  const own = Object.hasOwn(sentences, problem.code) ? sentences[problem.code](name, problem) : null;
  const sentence = own ?? "MusicAuth could not do that.";
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

// Of these the sentence says all that the detail would say once more.
const told = new Set(["provider_unavailable", "provider_rate_limited", "provider_forbids", "not_found",
  "not_connected", "reauthorization_required", "rate_limited", "insufficient_scope",
  "fresh_sign_in_required", "last_identity", "account_linked_elsewhere", "account_mismatch", "registration_closed"]);

// The detail adds to the sentence; it never replaces it.
export function problemDetail(problem) {
  if (told.has(problem.code)) return null;
  const status = problem.status ? `HTTP ${problem.status}` : null;
  return problem.detail ?? (Object.hasOwn(sentences, problem.code) ? null : problem.title ?? status);
}
