import { accountApi } from "./account/api.js";
import { focusServices, refresh, showProblem } from "./actions.js";
import { announce } from "./dom.js";
import { providerName } from "./format.js";
import { t } from "./i18n.js";
import { part } from "./parts.js";
import { state } from "./state.js";
import { confirm } from "./views/confirm.js";
import { clearAlert, showAlert } from "./views/notices.js";

const library = part(() => import("./library/library.js"));

// The lists hold the music of the earlier connections.
export async function loadAgain() {
  (await library()).forgetLists();
  await refresh();
}

// Removing an account also ends the sessions that began with it.
function showSignedOutWithAccount(provider) {
  showAlert({ title: t("signOut.done"), kind: "good",
    text: t("signOut.withAccount", { service: providerName(provider) }) });
}

export async function accountRemoved(provider, removed = true) {
  await loadAgain();
  if (removed && !state.signedIn) showSignedOutWithAccount(provider);
}

export async function disconnect(provider) {
  const service = provider.display_name;
  const agreed = await confirm({ title: t("disconnect.title", { service }), text: t("disconnect.text", { service }),
    action: t("disconnect.action"), option: t("disconnect.forget") });
  if (!agreed) return;
  clearAlert();
  try {
    await accountApi.disconnect(provider.name, agreed.checked);
    announce(t("disconnect.done", { service }));
  } catch (problem) {
    if (problem.code !== "not_connected") {
      showProblem(t("disconnect.failed", { service }), problem, provider.name);
      return;
    }
  }
  await accountRemoved(provider.name, agreed.checked);
  focusServices();
}
