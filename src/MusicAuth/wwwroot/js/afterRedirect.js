import { arrival } from "./arrival.js";
import { takeDeparture } from "./departure.js";
import { loadStyle } from "./dom.js";
import { formatDay, providerName } from "./format.js";
import { t } from "./i18n.js";
import { parseUrl } from "./links.js";
import { part } from "./parts.js";
import { connectionOf, state } from "./state.js";
import { showAlert } from "./views/notices.js";
import { openGuide } from "./views/signInLinks.js";

const failures = part(() => import("./words/signIn.js"));
const consent = part(() => import("./views/consent.js"));
const linkQuestion = part(async () =>
  (await Promise.all([import("./views/linkQuestion.js"), loadStyle("/account.css")]))[0]);

// Returns a path of this site as the browser resolves it, or null for any other address.
function localPath(path) {
  const parsed = path?.startsWith("/") ? parseUrl(path) : null;
  return parsed?.origin === location.origin ? parsed.pathname + parsed.search + parsed.hash : null;
}

function tellArrival() {
  const arrived = arrival();
  if (!arrived) return;
  const service = providerName(arrived.provider);
  const until = formatDay(connectionOf(arrived.provider)?.reauthorize_by);
  const lasts = until ? t("arrival.until", { until }) : t("arrival.lasting");
  showAlert({ kind: "good", title: t(arrived.renewed ? "arrival.renewed" : "arrival.connected",
    { service, name: arrived.name }), text: arrived.owns ? `${t("arrival.owner")} ${lasts}` : lasts });
}

async function askForConsent(redirect) {
  // Any site can link to this page: only scopes that this provider allows are requested.
  const asking = state.providers.find((one) => one.name === redirect.consent && one.configured);
  const askable = [...asking?.scopes ?? [], ...asking?.allowed_scopes ?? []];
  const lost = (redirect.scope ?? "").split(" ").filter((scope) => askable.includes(scope));
  if (!connectionOf(asking?.name) || !lost.length) return;
  (await consent()).askForLostScopes(asking, lost, localPath(redirect.returnUrl));
}

// What the page does after a service or a link led to it.
export async function followRedirect(redirect) {
  if (redirect.error) showAlert((await failures()).describeSignInFailure(redirect, takeDeparture()));
  else tellArrival();
  if (state.signedIn && (redirect.link || redirect.reason === "link_pending")) {
    const { askAboutLink } = await linkQuestion();
    await askAboutLink(localPath(redirect.returnUrl));
  }
  const guided = state.providers.find((one) => one.name === redirect.guide && one.paste_back && one.configured);
  if (guided) openGuide(guided, redirect);
  await askForConsent(redirect);
}
