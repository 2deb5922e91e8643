import { connectionOf, state } from "./state.js";

const storageKey = "musicauth.departure";

// Called before the browser leaves for a service, so that the page can tell the success after the return.
export function rememberDeparture(provider) {
  const connection = connectionOf(provider);
  sessionStorage.setItem(storageKey, JSON.stringify({ provider, before: connection?.authorized_at ?? null,
    known: connection !== null, owner: state.user?.is_owner === true, claim: state.claim !== null }));
}

export const hasDeparted = () => sessionStorage.getItem(storageKey) !== null;

// What rememberDeparture stored, once; null in a tab that did not leave for a service.
export function takeDeparture() {
  const text = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  return text ? JSON.parse(text) : null;
}
