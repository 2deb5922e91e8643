import { connectionOf, state } from "./state.js";
import { session } from "./storage.js";

const storageKey = "musicauth.departure";

// A departure is for the document that follows. A document therefore takes only a departure that is older than itself:
// a user can leave for a service while this document still loads its parts.
const earlier = session?.getItem(storageKey) ?? null;
let isTaken = false;
let isLeaving = false;

// Called before the browser leaves for a service, so that the page can tell the success after the return.
export function rememberDeparture(provider) {
  const connection = connectionOf(provider);
  session?.setItem(storageKey, JSON.stringify({ provider, before: connection?.authorized_at ?? null,
    known: connection !== null, owner: state.user?.is_owner === true, claim: state.claim !== null }));
  isLeaving = true;
}

export const hasDeparted = () => earlier !== null && !isTaken;

// What rememberDeparture stored, once; null in a tab that did not leave for a service.
export function takeDeparture() {
  const departure = hasDeparted() ? JSON.parse(earlier) : null;
  isTaken = true;
  if (!isLeaving) session?.removeItem(storageKey);
  return departure;
}

export function forgetDeparture() {
  isLeaving = false;
  session?.removeItem(storageKey);
}
