import { connectionOf, state } from "./state.js";

const storageKey = "musicauth.departure";
const justNow = 120_000;

// Called before the browser leaves for a service, so that the page can tell the success after the return.
export function rememberDeparture(provider) {
  const connection = connectionOf(provider);
  sessionStorage.setItem(storageKey, JSON.stringify({ provider, before: connection?.authorized_at ?? null,
    known: connection !== null, owner: state.user?.is_owner === true, claim: state.claim !== null }));
}

// What rememberDeparture stored, once; null in a tab that did not leave for a service.
export function takeDeparture() {
  const text = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  return text ? JSON.parse(text) : null;
}

// { provider, name, renewed, owns } after a sign-in that worked, otherwise null.
export function arrival() {
  const departure = takeDeparture();
  const connection = connectionOf(departure?.provider);
  if (!connection || connection.authorized_at === departure.before) return null;
  const age = Date.now() - new Date(state.user?.created_at ?? 0).getTime();
  return {
    provider: departure.provider,
    name: connection.display_name ?? connection.account_id,
    renewed: departure.known,
    owns: state.user?.is_owner === true && !departure.owner && (departure.claim || age < justNow),
  };
}
