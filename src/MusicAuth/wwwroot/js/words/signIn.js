import { providerName } from "../format.js";

const failedBecause = {
  state: (name) => "The answer does not belong to a sign-in that began in this browser, so nothing changed. "
    + `Start again with the ${name} button below, and finish in the same browser.`,
  used: (name) => "This sign-in was already completed, and each sign-in works only once. "
    + `If ${name} is not connected below, start again with its button.`,
  other_session: (name) => "This sign-in began before a user signed in or out in this browser, so nothing changed. "
    + `If ${name} is not connected below, start again with its button.`,
  link_pending: () => "Another account that has signed in is still waiting for your answer. "
    + "Answer that question first, then connect again.",
  expired: (name) => "The sign-in took longer than ten minutes, so nothing changed. "
    + `Start again with the ${name} button below.`,
  exchange: (name) => `${name} did not accept its own authorization code. Try again. If the problem remains, `
    + "check the client secret in the settings first.",
  no_code: (name) => `${name} sent you back without an answer, so nothing changed. Try again.`,
  invalid_request: (name) => `${name} did not understand the request of this MusicAuth, so nothing changed. `
    + "The server log has the details.",
  unauthorized_client: (name) => `${name} does not allow the app of this MusicAuth to ask for a sign-in. `
    + `The owner of the app must check the ${name} developer dashboard.`,
  unsupported_response_type: (name) => `${name} does not offer the kind of sign-in that this MusicAuth uses, `
    + "so nothing changed.",
  invalid_scope: (name) => `${name} does not know a permission that this MusicAuth asks for. `
    + "The operator must check the scopes in the settings.",
  server_error: (name) => `${name} reported an internal error, so nothing changed. Try again in a few minutes.`,
  temporarily_unavailable: (name) => `${name} is overloaded or under maintenance, so nothing changed. `
    + "Try again in a few minutes.",
  provider_error: (name) => `${name} reported an error instead of a sign-in, so nothing changed. `
    + "Try again in a few minutes.",
  profile: (name) => `${name} agreed but did not return your profile, so nothing was stored. Try again later.`,
  no_account_id: (name) => `${name} agreed but did not name an account, so nothing was stored. Try again later.`,
  provider_unavailable: (name) => `${name} did not respond. Nothing is lost. Try again in a few minutes.`,
  not_configured: (name) => `${name} is not set up on this MusicAuth. The steps below explain the registration.`,
};

const closedBecause = {
  owner_exists: () => "This MusicAuth already has an owner and accepts no other account. If you are the owner, sign in "
    + "with one of your accounts, or run \"MusicAuth users owner-link\" on the machine to get an owner link "
    + "(valid once, for one hour). Otherwise ask the owner to allow your account (Access:Registration, "
    + "Access:AllowedAccounts).",
  not_on_list: () => "Your account is not on the list of allowed accounts. Ask the owner to add the account to "
    + "Access:AllowedAccounts, then sign in again. Give the owner this id of your account:",
  asked_owner: (name) => `Your ${name} account is not allowed to sign in yet, so MusicAuth has asked its owner. `
    + "Sign in again after the owner has let you in. If you are the owner, run \"MusicAuth users owner-link\" on the "
    + "machine, open the link that it prints and sign in.",
  invitation_used: () => "Somebody has already come in through this invitation, and each invitation lets in one "
    + "person. Ask the owner of this MusicAuth for a new one.",
  invitation_ended: () => "This invitation was revoked, or is older than seven days. Ask the owner of this MusicAuth "
    + "for a new one.",
  claim_used: () => "The owner link was already used, is older than one hour, or was replaced by a newer link. "
    + "Run \"MusicAuth users owner-link\" on the machine to get a new link, open that link and sign in.",
  claim_required: () => "To become the owner, open the owner link that MusicAuth printed when it started, "
    + "or run \"MusicAuth users owner-link\" on the machine to get a new link.",
};

const closedTitles = {
  claim_required: "This MusicAuth has no owner yet",
  claim_used: "This owner link is no longer valid",
  asked_owner: "The owner has been asked",
  invitation_used: "This invitation has already been used",
  invitation_ended: "This invitation is no longer valid",
};

const forbiddenBecause = {
  user_not_registered: (name) => `The ${name} app does not list your account. The owner of the app must add the `
    + "account under user management in the developer dashboard (at most five users). Then connect again.",
  premium_lapsed: (name) => `${name} has disabled the app because the owner of the app has no Premium subscription. `
    + "After a renewal it can take a few hours until the app works again.",
};

const because = (sentences, otherwise) => (name, reason) =>
  (Object.hasOwn(sentences, reason) ? sentences[reason] : otherwise)(name);

const failures = {
  sign_in_refused: {
    kind: "warning",
    title: () => "Nothing was connected",
    text: (name) => `You refused the access at ${name}, so nothing changed. You can connect at any time.`,
  },
  sign_in_failed: {
    title: (name) => `The sign-in to ${name} did not work`,
    text: because(failedBecause, (name) => `An error occurred between this MusicAuth and ${name}, so nothing was `
      + "stored. Try again."),
  },
  registration_closed: {
    title: (_, reason) => (Object.hasOwn(closedTitles, reason) ? closedTitles[reason]
      : "This MusicAuth does not accept new users"),
    text: because(closedBecause, () => "Ask the owner of this MusicAuth to allow your account."),
  },
  account_linked_elsewhere: {
    title: (name) => `This ${name} account belongs to another user`,
    text: (name) => `Nothing changed. Sign out and sign in with that ${name} account to use it, `
      + "or choose another account at the service.",
  },
  account_mismatch: {
    title: (name) => `Another ${name} account is connected`,
    text: (name) => "You signed in with an account that is not the connected one, so the connection did not change. "
      + `Use the connected ${name} account, or disconnect it first.`,
  },
  provider_forbids: {
    title: (name) => `${name} does not allow this account`,
    text: because(forbiddenBecause, (name) => `${name} refused to return your profile. Try again later. `
      + "If the problem remains, check the app in the developer dashboard."),
  },
  provider_unavailable: {
    title: (name) => `${name} did not respond`,
    text: (name) => `${name} has a problem at the moment. Nothing is lost. Try again in a few minutes.`,
  },
  provider_rate_limited: {
    title: (name) => `${name} is rate-limiting this MusicAuth`,
    text: (name, reason) => (reason === "quota_exceeded"
      ? `The app has used up its daily quota at ${name}. Nothing is lost. Try again tomorrow.`
      : "Nothing is lost. Try again in a few minutes."),
  },
  rate_limited: {
    title: () => "Too many sign-ins at once",
    text: (name) => "Your network, or all networks together, made too many sign-ins without success, so nothing "
      + `changed. Wait a minute, then sign in with ${name} again.`,
  },
  provider_app_unhealthy: {
    title: (name) => `${name} does not accept the app of this MusicAuth`,
    text: (name, reason) => (reason === "premium_lapsed" ? forbiddenBecause.premium_lapsed(name)
      : `The client id or client secret is wrong, or ${name} has disabled the app. The operator must correct the `
        + `client id and secret of ${name} in the settings and restart MusicAuth.`),
  },
  unknown_provider: {
    title: () => "This service does not exist",
    text: () => "The service in the address is unknown or not set up on this MusicAuth. Choose a service below.",
  },
  storage_unavailable: {
    title: () => "MusicAuth could not save the sign-in",
    text: () => "MusicAuth cannot write to its database at the moment, for example because the disk is full. "
      + "Nothing was stored. Try again, and inform the operator.",
  },
};

// Any site can link to this page with any code: the page shows an unknown code, but no text from the address.
const quoted = (code) => code.slice(0, 40).replaceAll(/[^\w.-]/g, "?");

const accountId = /^[^\s:/"'<>]{1,100}$/;

// In the form that Access:AllowedAccounts expects.
function refusedAccount({ error, provider, reason, account }) {
  if (error !== "registration_closed" || reason !== "not_on_list" || !accountId.test(account ?? "")) return null;
  return ["spotify", "deezer"].includes(provider) ? `${provider}:${account}` : null;
}

export function describeSignInFailure(redirect) {
  const { error, provider, reason } = redirect;
  const name = ["spotify", "deezer"].includes(provider) ? providerName(provider) : "the service";
  const failure = Object.hasOwn(failures, error) ? failures[error] : null;
  if (failure) {
    const [title, text] = [failure.title, failure.text].map((write) => capital(write(name, reason)));
    return { kind: failure.kind, title, text, code: refusedAccount(redirect) };
  }
  return {
    title: "The sign-in did not work",
    text: "An unknown error occurred. Try again. If the problem remains, search the server log for this code:",
    code: quoted(error),
  };
}

const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
