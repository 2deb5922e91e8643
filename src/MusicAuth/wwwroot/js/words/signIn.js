import { providerName } from "../format.js";

const failedBecause = {
  state: (name) => "The answer did not belong to a sign-in begun in this browser, so nothing changed. "
    + `Begin anew with the button of ${name} below, and finish in the same browser.`,
  used: (name) => "This sign-in had been answered before; each one counts once. "
    + `If ${name} is not connected below, begin anew with its button.`,
  other_session: (name) => "The answer belongs to a sign-in from before somebody signed in or out here, "
    + `so nothing changed. If ${name} is not connected below, begin anew with its button.`,
  link_pending: () => "Another account that has signed in still waits for your answer. Answer the question first, "
    + "then connect again.",
  expired: (name) => "It took longer than ten minutes, so nothing changed. "
    + `Begin anew with the button of ${name} below.`,
  exchange: (name) => `${name} did not accept the exchange of its own code for a token. Try once more; if it stays so, `
    + "the client secret in the settings is the first thing to check.",
  no_code: (name) => `${name} sent you back without an answer, so nothing changed. Try again.`,
  invalid_request: (name) => `${name} did not understand this instance's request. Nothing changed; `
    + "the log of the instance has more.",
  unauthorized_client: (name) => `${name} does not let this instance's app ask for a sign-in. `
    + `Its owner looks at the app in ${name}'s developer dashboard.`,
  unsupported_response_type: (name) => `${name} does not offer the kind of sign-in that this instance uses. `
    + "Nothing changed.",
  invalid_scope: (name) => `${name} does not know a permission that this instance asks for. Its owner checks the `
    + "scopes in the settings.",
  server_error: (name) => `${name} reported an error of its own. Nothing changed; try again in a few minutes.`,
  temporarily_unavailable: (name) => `${name} is overloaded or under maintenance. Nothing changed; `
    + "try again in a few minutes.",
  provider_error: (name) => `${name} reported an error and no sign-in. Nothing changed; try again in a few minutes.`,
  profile: (name) => `${name} agreed, but would not say whose account it is. Nothing was stored. Try once more later.`,
  no_account_id: (name) => `${name} agreed, but named no account. Nothing was stored. Try once more later.`,
  provider_unavailable: (name) => `${name} did not answer. Nothing is lost; try again in a few minutes.`,
  not_configured: (name) => `${name} is not set up on this instance. What to register where stands below.`,
};

const closedBecause = {
  owner_exists: () => "It already has its owner, and takes in no other account. If you are the owner, sign in with an "
    + "account of yours, or run \"MusicAuth users owner-link\" on the machine for an owner link (each counts once, for "
    + "an hour). Otherwise ask the owner to allow your account (Access:Registration, Access:AllowedAccounts).",
  not_on_list: () => "Your account is not on its list. Ask the owner to add it to Access:AllowedAccounts, "
    + "then sign in again. Give the owner the id of your account:",
  claim_used: () => "The owner link was used before, is older than an hour, or a newer link replaced it. "
    + "Run \"MusicAuth users owner-link\" on the machine for a new one, open it and sign in from there.",
  claim_required: () => "To become its owner, open the owner link that MusicAuth printed at its start, "
    + "or one that \"MusicAuth users owner-link\" prints on the machine.",
};

const closedTitles = {
  claim_required: "This instance has no owner yet",
  claim_used: "This owner link does not count any more",
};

const forbiddenBecause = {
  user_not_registered: (name) => `The app at ${name} does not list your account. Its owner adds it in the developer `
    + "dashboard under its user management (at most five people); then connect again.",
  premium_lapsed: (name) => `${name} has switched the app off because its owner has no Premium subscription. `
    + "After a renewal it can take a few hours.",
};

const because = (sentences, otherwise) => (name, reason) =>
  (Object.hasOwn(sentences, reason) ? sentences[reason] : otherwise)(name);

const failures = {
  sign_in_refused: {
    kind: "warning",
    title: () => "Nothing was connected",
    text: (name) => `You refused access at ${name}, so nothing changed. Connect again whenever you like.`,
  },
  sign_in_failed: {
    title: (name) => `The sign-in at ${name} did not work`,
    text: because(failedBecause, (name) => `Something went wrong between here and ${name}. `
      + "Nothing was stored; try again."),
  },
  registration_closed: {
    title: (_, reason) => (Object.hasOwn(closedTitles, reason) ? closedTitles[reason]
      : "This instance does not take new people"),
    text: because(closedBecause, () => "Ask the owner of this instance to let your account in."),
  },
  account_linked_elsewhere: {
    title: (name) => `That ${name} account belongs to another user here`,
    text: (name) => `Nothing changed. Sign out and sign in with that ${name} account to use it, `
      + "or choose another account at the service.",
  },
  account_mismatch: {
    title: (name) => `Another ${name} account is connected`,
    text: (name) => `You signed in with a different account than the connected one, so the connection stays as it was. `
      + `Use the same ${name} account, or disconnect first.`,
  },
  provider_forbids: {
    title: (name) => `${name} does not let this account in`,
    text: because(forbiddenBecause, (name) => `${name} refused to say who you are. Try again later; `
      + "if it stays so, look at the app in its developer dashboard."),
  },
  provider_unavailable: {
    title: (name) => `${name} did not answer`,
    text: (name) => `${name} has trouble at the moment. Nothing is lost; try again in a few minutes.`,
  },
  provider_rate_limited: {
    title: (name) => `${name} limits this instance's requests`,
    text: (name, reason) => (reason === "quota_exceeded"
      ? `The app's daily quota at ${name} is used up. Nothing is lost; try again tomorrow.`
      : "Nothing is lost; try again in a few minutes."),
  },
  rate_limited: {
    title: () => "Too many sign-ins at once",
    text: (name) => `Too many sign-ins without success came from your network or in all. Wait a minute, `
      + `then sign in with ${name} again. Nothing changed.`,
  },
  provider_app_unhealthy: {
    title: (name) => `${name} does not accept this instance's app`,
    text: (name, reason) => (reason === "premium_lapsed" ? forbiddenBecause.premium_lapsed(name)
      : "The client id or the client secret is wrong, or the app was switched off. Whoever runs this instance "
        + `must correct it in the settings (client id and secret of ${name}) and start it anew.`),
  },
  unknown_provider: {
    title: () => "There is no such service here",
    text: () => "The service in the address is unknown or not set up on this instance. Choose one of those below.",
  },
  storage_unavailable: {
    title: () => "MusicAuth could not save the sign-in",
    text: () => "Its database cannot be written at the moment (full disk, or locked). Nothing was stored; "
      + "try again, and tell whoever runs this instance.",
  },
};

// Whoever makes a link chooses the parameters: an unknown code is shown, but cannot speak in sentences.
const quoted = (code) => code.slice(0, 40).replaceAll(/[^\w.-]/g, "?");

const accountId = /^[^\s:/"'<>]{1,100}$/;

// As the owner writes it into the list; a made-up link cannot bring sentences here.
function refusedAccount({ error, provider, reason, account }) {
  if (error !== "registration_closed" || reason !== "not_on_list" || !accountId.test(account ?? "")) return null;
  return ["spotify", "deezer"].includes(provider) ? `${provider}:${account}` : null;
}

export function describeSignInFailure(arrival) {
  const { error, provider, reason } = arrival;
  const name = ["spotify", "deezer"].includes(provider) ? providerName(provider) : "the service";
  const failure = Object.hasOwn(failures, error) ? failures[error] : null;
  if (failure) {
    const [title, text] = [failure.title, failure.text].map((write) => capital(write(name, reason)));
    return { kind: failure.kind, title, text, code: refusedAccount(arrival) };
  }
  return {
    title: "The sign-in did not work",
    text: "MusicAuth has no words for what happened; the log of the instance will say more. Try again. The code was:",
    code: quoted(error),
  };
}

const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
