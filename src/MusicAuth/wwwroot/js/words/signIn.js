import { capital, providerName } from "../format.js";
import { has, t } from "../i18n.js";
import { connectionOf } from "../state.js";

const isCode = (code) => /^\w+$/u.test(code ?? "");

// The text of the failure for this reason, else the one for all its reasons.
function text(part, error, reason, values) {
  const special = part === "text" && reason === "premium_lapsed"
    ? "problems.reasons.provider_app_unhealthy.premium_lapsed" : `signIn.${error}.${part}s.${reason}`;
  return capital(t(isCode(reason) && has(special) ? special : `signIn.${error}.${part}`, values));
}

const accountId = /^[^\s:/"'<>]{1,100}$/;

// In the form that Access:AllowedAccounts expects.
function refusedAccount({ error, provider, reason, account }) {
  if (error !== "registration_closed" || reason !== "not_on_list" || !accountId.test(account ?? "")) return null;
  return ["spotify", "deezer"].includes(provider) ? `${provider}:${account}` : null;
}

// The broker names the account, where this tab itself left for the service.
function otherAccount({ error, provider, account }, departure) {
  const connected = connectionOf(provider);
  if (error !== "account_mismatch" || departure?.provider !== provider || !account || !connected) return null;
  return t("signIn.account_mismatch.named", { service: providerName(provider), other: account,
    connected: connected.display_name ?? connected.account_id });
}

// Any site can link to this page with any code: without a departure the page shows no text from the address.
export function describeSignInFailure(redirect, departure = null) {
  const { error, provider, reason } = redirect;
  const values = { service: providerName(["spotify", "deezer"].includes(provider) ? provider : null) };
  const known = isCode(error) && has(`signIn.${error}.title`) ? error : "unknown";
  return {
    kind: known === "sign_in_refused" || reason === "asked_owner" ? "warning" : "problem",
    title: text("title", known, reason, values),
    text: otherAccount(redirect, departure) ?? text("text", known, reason, values),
    code: refusedAccount(redirect),
  };
}
