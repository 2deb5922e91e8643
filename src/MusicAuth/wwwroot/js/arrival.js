import { takeDeparture } from "./departure.js";
import { connectionOf, state } from "./state.js";

const justNow = 120_000;

// { provider, name, renewed, owns } after a sign-in that worked, otherwise null.
export function arrival() {
  const departure = takeDeparture();
  const connection = connectionOf(departure?.provider);
  if (!connection || connection.authorized_at === departure.before) return null;
  // Both times are the broker's: the clock of this device can be wrong.
  const age = new Date(connection.authorized_at) - new Date(state.user?.created_at ?? 0);
  return {
    provider: departure.provider,
    name: connection.display_name ?? connection.account_id,
    renewed: departure.known,
    owns: state.user?.is_owner === true && !departure.owner && (departure.claim || age < justNow),
  };
}
