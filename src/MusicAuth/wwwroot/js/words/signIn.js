import { capital, providerName } from "../format.js";
import { has, t } from "../i18n.js";

const isCode = (code) => /^\w+$/u.test(code ?? "");

// The text of the failure for this reason, else the one for all its reasons.
function text(part, error, reason, values) {
  const special = `signIn.${error}.${part}s.${reason}`;
  return capital(t(isCode(reason) && has(special) ? special : `signIn.${error}.${part}`, values));
}

const accountId = /^[^\s:/"'<>]{1,100}$/;

// In the form that Access:AllowedAccounts expects.
function refusedAccount({ error, provider, reason, account }) {
  if (error !== "registration_closed" || reason !== "not_on_list" || !accountId.test(account ?? "")) return null;
  return ["spotify", "deezer"].includes(provider) ? `${provider}:${account}` : null;
}

// Any site can link to this page with any code: the page shows no text from the address.
export function describeSignInFailure(redirect) {
  const { error, provider, reason } = redirect;
  const values = { service: providerName(["spotify", "deezer"].includes(provider) ? provider : null) };
  const known = isCode(error) && has(`signIn.${error}.title`) ? error : "unknown";
  return {
    kind: known === "sign_in_refused" || reason === "asked_owner" ? "warning" : "problem",
    title: text("title", known, reason, values),
    text: text("text", known, reason, values),
    code: refusedAccount(redirect),
  };
}
