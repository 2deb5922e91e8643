import { api, onUnauthenticated } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { load, signOutHere, state } from "./state.js";
import { keepingChoices } from "./theme.js";
import { freshSignInLink } from "./views/freshSignIn.js";
import { clearAlert, clearProblem, showAlert } from "./views/notices.js";
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

let firstAction = null;

export function afterFirstLoad(action) {
  firstAction = action;
}

const showSessionEnded = () => showAlert({ title: t("signOut.done"), text: t("signOut.ended") });

// Without `isQuiet`, the user has asked for the data and learns that it did not load.
export async function refresh({ isQuiet = false } = {}) {
  leaving = false;
  const { signedIn: wasSignedIn } = state;
  if (!isQuiet) clearProblem();
  try {
    await load();
  } catch (problem) {
    if (!isQuiet || !problem.code) showProblem(t("page.loadFailed"), problem);
    if (!state.providers.length) renderServicesUnread(refresh);
    return;
  }
  if (isQuiet && wasSignedIn && !state.signedIn && !leaving) showSessionEnded();
  const action = firstAction;
  firstAction = null;
  await action?.();
}

export const focusServices = () => byId("services-title").focus();

export function showSignedOut(title, text) {
  leaving = true;
  if (location.hash) history.replaceState(null, "", location.pathname);
  signOutHere();
  showAlert({ title, text, kind: "good" });
  focusServices();
}

export async function signOut() {
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

export function watchSession() {
  onUnauthenticated(() => {
    if (leaving || !state.signedIn) return;
    signOutHere();
    showSessionEnded();
  });
}
