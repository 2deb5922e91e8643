import { providerName, waitingTime } from "../format.js";

const tryAgain = (retryAfter) => `Try again in ${waitingTime(retryAfter) ?? "a moment"}.`;

const appUnhealthy = {
  invalid_client: (name) => `${name} does not accept the client id or secret of this MusicAuth. `
    + "The operator must correct the settings.",
  premium_lapsed: (name) => `${name} has disabled the app because the owner of the app has no Premium subscription. `
    + `After a renewal, ${name} enables the app again within some hours.`,
  app_disabled: (name) => `${name} has disabled the app of this MusicAuth. `
    + `The owner of the app must contact ${name}.`,
};

const sentences = {
  network: () => "Your browser cannot reach MusicAuth. Check that MusicAuth is running and that you are on its "
    + "network, then try again.",
  timeout: () => "MusicAuth took too long to respond. Try again in a moment.",
  unreadable_answer: () => "The response did not come from MusicAuth. A proxy may have sent it. Try again in a moment.",
  unauthenticated: () => "You are signed out. Sign in again to continue.",
  insufficient_scope: () => "Your session is not allowed to do this.",
  fresh_sign_in_required: () => "This request requires a sign-in within the last hour.",
  last_identity: () => "This is the only account that can sign in as you. Link another account first.",
  account_linked_elsewhere: (name) => `This ${name} account belongs to another user of this MusicAuth.`,
  account_mismatch: (name) => `Another ${name} account is already connected. Disconnect that account first.`,
  registration_closed: () => "The owner of this MusicAuth has not allowed this account (Access:AllowedAccounts).",
  cross_site_request: () => "MusicAuth refused the request because you did not open this page at the address of "
    + "MusicAuth (Web:PublicUrl). Open MusicAuth there and try again.",
  reauthorization_required: (name) => `Your ${name} connection has expired. Sign in to ${name} again.`,
  provider_forbids: (name, { reason }) => (reason === "user_not_registered"
    ? `The ${name} app does not list your account. The owner of the app must add the account in the dashboard.`
    : `${name} does not allow this.`),
  not_connected: (name) => `You have not connected ${name}. Connect it first.`,
  unknown_provider: () => "This service is not set up on this MusicAuth.",
  not_found: (name) => `${name} does not have this, or no longer has it.`,
  invalid_parameter: () => "The list has changed since you opened it. Reload the list.",
  provider_answer_invalid: (name) => `${name} sent an invalid response. ${tryAgain(null)}`,
  storage_unavailable: (_, { retryAfter }) =>
    `MusicAuth cannot use its database at the moment. ${tryAgain(retryAfter)}`,
  internal_error: () => "An unexpected error occurred in MusicAuth. Try again. The server log has the details.",
  limit_reached: () => "You have reached the limit. Remove an entry that you no longer need first.",
  rate_limited: (_, { retryAfter }) => `You sent too many requests to MusicAuth. ${tryAgain(retryAfter)}`,
  provider_rate_limited: (name, { reason, retryAfter }) => (reason === "quota_exceeded"
    ? `The ${name} app has used up its quota. ${tryAgain(retryAfter)}`
    : `${name} is rate-limiting this server. ${tryAgain(retryAfter)}`),
  provider_unavailable: (name, { retryAfter }) => `${name} is not responding at the moment. ${tryAgain(retryAfter)}`,
  provider_app_unhealthy: (name, { reason }) => (Object.hasOwn(appUnhealthy, reason)
    ? appUnhealthy[reason](name)
    : `${name} does not accept the app of this MusicAuth. The operator must check the settings.`),
};

// `provider` is used where the problem names no provider.
export function describeProblem(problem, provider = null) {
  const name = providerName(problem.provider ?? provider);
  const sentence = Object.hasOwn(sentences, problem.code) ? sentences[problem.code](name, problem)
    : "MusicAuth could not do this.";
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

// For these codes the sentence above already says everything that the detail says.
const withoutDetail = new Set(["provider_unavailable", "provider_rate_limited", "provider_forbids", "not_found",
  "provider_app_unhealthy", "storage_unavailable", "provider_answer_invalid", "not_connected",
  "reauthorization_required", "rate_limited", "insufficient_scope", "fresh_sign_in_required", "last_identity",
  "account_linked_elsewhere", "account_mismatch", "registration_closed"]);

export function problemDetail(problem) {
  if (withoutDetail.has(problem.code)) return null;
  const status = problem.status ? `HTTP ${problem.status}` : null;
  return problem.detail ?? (Object.hasOwn(sentences, problem.code) ? null : problem.title ?? status);
}
