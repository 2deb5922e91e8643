import { focusAccount, renderAccount } from "./account/account.js";
import { accountRoute, takeRedirectParameters } from "./address.js";
import { api, onUnauthenticated } from "./api.js";
import { announce, byId } from "./dom.js";
import { providerName } from "./format.js";
import { forgetLists, renderLibrary, routeChanged } from "./library/library.js";
import { localPath, useInvitation } from "./links.js";
import { connectionOf, load, onChange, signOutHere, state } from "./state.js";
import { confirm } from "./views/confirm.js";
import { askForLostScopes } from "./views/consent.js";
import { freshSignInLink } from "./views/freshSignIn.js";
import { askAboutLink } from "./views/linkQuestion.js";
import { clearAlert, renderBanners, showAlert } from "./views/notices.js";
import { openGuide, watchSignIns } from "./views/manualRedirect.js";
import { renderServices, renderServicesUnread } from "./views/services.js";
import { renderUserMenu } from "./views/userMenu.js";
import { describeProblem, problemDetail } from "./words/problems.js";
import { describeSignInFailure } from "./words/signIn.js";

function showProblem(title, problem, provider = null) {
  if (!problem.code) throw problem;
  if (problem.code === "unauthenticated") return;
  const detail = problemDetail(problem);
  showAlert({ title, text: describeProblem(problem, provider) + (detail ? ` (${detail})` : ""),
    link: freshSignInLink(problem) });
}

let leaving = false; // requests still in flight fail with 401 after a sign-out; ignore them

async function refresh() {
  try {
    await load();
  } catch (problem) {
    showProblem("MusicAuth could not load this page", problem);
    if (!state.providers.length) renderServicesUnread(refresh);
  }
}

async function signOut() {
  clearAlert();
  try {
    await api.logout();
  } catch (problem) {
    if (problem.status !== 401) {
      showProblem("You are still signed in", problem);
      return;
    }
  }
  showSignedOut("You are signed out", "Your connections stay, and your apps keep working with their keys.");
}

function showSignedOut(title, text) {
  leaving = true;
  forgetLists();
  signOutHere();
  showAlert({ title, text, kind: "good" });
  byId("services-title").focus();
}

async function disconnect(provider) {
  const agreed = await confirm({
    title: `Disconnect ${provider.display_name}?`,
    text: `MusicAuth erases your ${provider.display_name} tokens, and your apps can no longer use `
      + `${provider.display_name}. You can connect again at any time.`,
    action: "Disconnect",
    option: "Also remove this account, so that it can no longer sign in as you",
  });
  if (!agreed) return;
  clearAlert();
  try {
    await api.disconnect(provider.name, agreed.checked);
    announce(`${provider.display_name} is disconnected.`);
  } catch (problem) {
    if (problem.code !== "not_connected") {
      showProblem(`${provider.display_name} is still connected`, problem, provider.name);
      return;
    }
  }
  forgetLists();
  await refresh();
  if (agreed.checked && !state.signedIn) showSignedOutWithAccount(provider.name);
  byId("services-title").focus();
}

// Removing an account also ends the sessions that began with it.
function showSignedOutWithAccount(provider) {
  showAlert({ title: "You are signed out", kind: "good", text: "This browser had signed in with the "
    + `${providerName(provider)} account that you removed. Sign in with another account of yours.` });
}

async function accountRemoved(provider) {
  forgetLists();
  await refresh();
  if (!state.signedIn) showSignedOutWithAccount(provider);
}

async function linkAnswered(outcome, link) {
  const name = providerName(link?.provider);
  const goOn = localPath(redirect.returnUrl);
  if (outcome === true || outcome === false) {
    forgetLists();
    await refresh();
    if (goOn) location.assign(goOn);
    else if (outcome) {
      showAlert({ title: `${name} is connected`, kind: "good", text: "This account can now also sign in as you." });
    } else {
      showAlert({ title: "Nothing was linked", kind: "good",
        text: `You refused the account, and MusicAuth erased its ${name} tokens.` });
    }
    byId("services-title").focus();
  } else if (outcome.code === "not_found") {
    showAlert({ title: "No account is waiting for your answer", kind: "warning",
      text: "You have already answered, or the ten minutes are over. No further account was linked." });
  } else {
    showProblem("The account was not linked", outcome, link?.provider);
  }
}

onUnauthenticated(() => {
  if (leaving) return;
  forgetLists();
  signOutHere();
  showAlert({ title: "You are signed out", text: "Your session has ended. Sign in again to continue." });
});

const accountActions = {
  showProblem,
  signOut,
  signedOutEverywhere: () => showSignedOut("You are signed out everywhere",
    "Your connections stay, and your apps keep working."),
  accountRemoved,
  deleted: () => showSignedOut("Your user is deleted",
    "MusicAuth has erased your data. To remove the app from your Spotify or Deezer account, open the settings there."),
};

function render() {
  const inAccount = state.signedIn && accountRoute() !== null;
  document.body.classList.toggle("signed-in", state.signedIn);
  byId("services").hidden = inAccount;
  renderBanners(state);
  renderUserMenu(state, signOut);
  renderServices({ disconnect });
  renderLibrary();
  renderAccount(accountActions);
}

// The account replaces the whole page; a change within the library renders only the library.
function onHashChange() {
  const wasInAccount = !byId("account").hidden;
  const inAccount = state.signedIn && accountRoute() !== null;
  if (wasInAccount || inAccount) render();
  if (inAccount) focusAccount();
  else routeChanged();
}

onChange(render);

function readRedirect() {
  const redirect = takeRedirectParameters();
  state.claim = redirect.claim ?? state.claim;
  useInvitation(redirect.invite);
  if (redirect.error) showAlert(describeSignInFailure(redirect));
  return redirect;
}

const redirect = readRedirect();
addEventListener("hashchange", onHashChange);
watchSignIns(({ display_name: name }) => {
  leaving = false;
  showAlert({ title: `${name} is connected`, kind: "good",
    text: "The sign-in finished in the other tab. You can close that tab." });
});
addEventListener("pageshow", (event) => event.persisted && refresh());
renderBanners(state);
await refresh();
if (state.signedIn && (redirect.link || redirect.reason === "link_pending")) await askAboutLink(linkAnswered);
const guided = state.providers.find((one) => one.name === redirect.guide && one.paste_back && one.configured);
if (guided) openGuide(guided, redirect);
// Any site can link to this page: only scopes that this provider allows are requested.
const asking = state.providers.find((one) => one.name === redirect.consent && one.configured);
const askable = [...asking?.scopes ?? [], ...asking?.allowed_scopes ?? []];
const lost = (redirect.scope ?? "").split(" ").filter((scope) => askable.includes(scope));
if (connectionOf(asking?.name) && lost.length) askForLostScopes(asking, lost, localPath(redirect.returnUrl));
