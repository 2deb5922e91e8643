import { rememberDeparture } from "../departure.js";
import { webUrl } from "../links.js";
import { part } from "../parts.js";
import { state } from "../state.js";

const manualRedirect = part(() => import("./manualRedirect.js"));
let guide = null; // the module, once a sign-in needs it

export async function openGuide(provider, options) {
  guide ??= await manualRedirect();
  guide.openGuide(provider, options);
}

const isPlain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey
  || event.shiftKey || event.altKey);

function clicked(event) {
  const anchor = event.target.closest?.("a[href]");
  const url = anchor && webUrl(anchor.href) ? new URL(anchor.href) : null;
  const provider = url && state.providers.find((one) => one.login_url === `${url.origin}${url.pathname}`);
  if (!provider || !isPlain(event)) return;
  // The service refuses the address of this MusicAuth: the guide comes first.
  if (provider.paste_back && provider.configured && !url.searchParams.has("guided")) {
    event.preventDefault();
    openGuide(provider, { returnUrl: url.searchParams.get("returnUrl"), scope: url.searchParams.get("scope") });
  } else if (!url.searchParams.has("guided")) {
    rememberDeparture(provider.name);
  }
}

async function returned(showConnected) {
  const provider = document.visibilityState === "visible" ? await guide?.finishedElsewhere() : null;
  if (provider) showConnected(provider);
}

export function watchSignIns(showConnected) {
  document.addEventListener("click", clicked);
  document.addEventListener("visibilitychange", () => returned(showConnected));
}
