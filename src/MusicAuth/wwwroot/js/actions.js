import { api, onUnauthenticated } from "./api.js";
import { announce, byId } from "./dom.js";
import { providerName } from "./format.js";
import { t } from "./i18n.js";
import { part } from "./parts.js";
import { load, signOutHere, state } from "./state.js";
import { keepingChoices } from "./theme.js";
import { freshSignInLink } from "./views/freshSignIn.js";
import { clearAlert, showAlert } from "./views/notices.js";
import { renderServicesUnread } from "./views/services.js";
import { describeProblem, problemDetail } from "./words/problems.js";

let leaving = false; // requests still in flight fail with 401 after a sign-out; ignore them

export function showProblem(title, problem, provider = null) {
  if (!problem.code) throw problem;
  if (problem.code === "unauthenticated") return;
  const detail = problemDetail(problem);
  showAlert({ title, text: describeProblem(problem, provider) + (detail ? ` (${detail})` : ""),
    link: freshSignInLink(problem) });
}

export async function refresh() {
  leaving = false;
  try {
    await load();
  } catch (problem) {
    showProblem(t("page.loadFailed"), problem);
    if (!state.providers.length) renderServicesUnread(refresh);
  }
}

const focusServices = () => byId("services-title").focus();

async function showSignedOut(title, text) {
  leaving = true;
  if (location.hash) history.replaceState(null, "", location.pathname);
  signOutHere();
  showAlert({ title, text, kind: "good" });
  focusServices();
}

async function signOut() {
  clearAlert();
  try {
    await keepingChoices(api.logout);
  } catch (problem) {
    if (problem.status !== 401) {
      showProblem(t("signOut.failed"), problem);
      return;
    }
  }
  showSignedOut(t("signOut.done"), t("signOut.doneText"));
}

// Removing an account also ends the sessions that began with it.
function showSignedOutWithAccount(provider) {
  showAlert({ title: t("signOut.done"), kind: "good",
    text: t("signOut.withAccount", { service: providerName(provider) }) });
}

const confirmation = part(() => import("./views/confirm.js"));
const library = part(() => import("./library/library.js"));

const confirm = async (question) => (await confirmation()).confirm(question);
const forgetLists = async () => (await library()).forgetLists();

async function disconnect(provider) {
  const service = provider.display_name;
  const agreed = await confirm({ title: t("disconnect.title", { service }), text: t("disconnect.text", { service }),
    action: t("disconnect.action"), option: t("disconnect.forget") });
  if (!agreed) return;
  clearAlert();
  try {
    await api.disconnect(provider.name, agreed.checked);
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

async function accountRemoved(provider, removed = true) {
  await forgetLists();
  await refresh();
  if (removed && !state.signedIn) showSignedOutWithAccount(provider);
}

async function linkAnswered(outcome, link, goOn) {
  const service = providerName(link?.provider);
  if (outcome === true || outcome === false) {
    await forgetLists();
    await refresh();
    if (goOn) location.assign(goOn);
    else if (outcome) {
      showAlert({ title: t("arrival.connected", { service, name: link.display_name ?? link.account_id }), kind: "good",
        text: t("link.accepted") });
    } else {
      showAlert({ title: t("link.nothing"), kind: "good", text: t("link.refused", { service }) });
    }
    focusServices();
  } else if (outcome.code === "not_found") {
    showAlert({ title: t("link.gone"), kind: "warning", text: t("link.goneText") });
  } else {
    showProblem(t("link.failed"), outcome, link?.provider);
  }
}

export function watchSession() {
  onUnauthenticated(() => {
    if (leaving || !state.signedIn) return;
    signOutHere();
    showAlert({ title: t("signOut.done"), text: t("signOut.ended") });
  });
}

export const actions = {
  showProblem,
  refresh,
  signOut,
  disconnect,
  accountRemoved,
  linkAnswered,
  signedOutEverywhere: () => showSignedOut(t("signOut.everywhere"), t("signOut.everywhereText")),
  deleted: () => showSignedOut(t("deletion.done"), t("deletion.doneText")),
};
