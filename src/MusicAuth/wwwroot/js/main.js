import { actions, refresh, showProblem, watchSession } from "./actions.js";
import { connectRoute, currentView, takeRedirectParameters } from "./address.js";
import { onSources } from "./api.js";
import { arrival, takeDeparture } from "./arrival.js";
import { byId, el, loadStyle, showMain } from "./dom.js";
import { formatDay, providerName } from "./format.js";
import { t, translatePage } from "./i18n.js";
import { localPath, useInvitation } from "./links.js";
import { connectionOf, learn, loadTodo, onChange, state } from "./state.js";
import { renderFooter } from "./views/footer.js";
import { clearProblem, renderBanners, showAlert } from "./views/notices.js";
import { renderServices } from "./views/services.js";
import { openGuide, watchSignIns } from "./views/signInLinks.js";
import { renderUserMenu, showTitle } from "./views/userMenu.js";

const todoInterval = 60_000;

// Parts that the first visit does not need.
const once = (load) => {
  let part = null;
  return () => (part ??= load());
};
const library = once(async () => (await Promise.all([import("./library/library.js"), loadStyle("/library.css")]))[0]);
const account = once(async () => (await Promise.all([import("./account/account.js"), loadStyle("/account.css")]))[0]);
const connect = once(async () => (await Promise.all([import("./apps/connect.js"), loadStyle("/account.css")]))[0]);
const setup = once(async () => (await Promise.all([import("./setup/setup.js"), loadStyle("/account.css")]))[0]);

const home = once(() => import("./home.js"));

let music = null; // the library module, once it is needed

// The music stands last. Its part is loaded when the user comes near it.
const nearMusic = once(() => new Promise((resolve) => {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    resolve();
  }, { rootMargin: "300px" });
  watcher.observe(byId("library"));
}));

const connectedServices = () => (state.connections ?? []).map(({ provider, state: how }) => `${provider} ${how}`)
  .join(" ");
let musicShown = "";

// The lists are kept while only what stands beside them changes. `moved`: the user went to another list.
async function renderMusic(moved) {
  const view = currentView();
  const isWanted = state.signedIn && ["home", "playlist"].includes(view) && connectedServices() !== "";
  const wanted = isWanted ? `${view} ${connectedServices()}` : "";
  if (!isWanted) byId("library").hidden = true;
  if (wanted === musicShown && !moved) return;
  musicShown = wanted;
  if (!isWanted) {
    if (music && !state.signedIn) music.forgetLists();
    if (!state.signedIn) byId("library").replaceChildren();
    return;
  }
  if (!music) {
    byId("library").hidden = false;
    byId("library").replaceChildren(el("h2", { id: "library-title" }, t("library.title")),
      el("p", { className: "quiet" }, t("page.loading")));
    if (!isMusic()) await nearMusic();
    music ??= await library();
    if (musicShown === wanted) music.renderLibrary();
    return;
  }
  if (moved && byId("library").hasChildNodes()) music.routeChanged();
  else music.renderLibrary();
}

async function renderSetup() {
  const isReady = state.providers.some(({ configured }) => configured);
  const wanted = !state.signedIn && state.providers.length > 0 && (!isReady || state.claim !== null);
  if (!wanted) byId("setup").hidden = true;
  else (await setup()).renderFirstSetup(refresh, isReady);
}

async function renderView(view) {
  byId("account").hidden = view !== "account";
  byId("connect").hidden = view !== "connect";
  if (view === "account") (await account()).renderAccount(actions);
  else if (byId("account").hasChildNodes()) (await account()).renderAccount(actions);
  if (view === "connect") (await connect()).renderConnect(connectRoute());
  else if (byId("connect").hasChildNodes()) (await connect()).leaveConnect();
}

const shownView = () => (state.signedIn ? currentView() : "home");

const isMusic = () => /^#(playlists|favorites|flow)/u.test(location.hash);

function render({ moved = false } = {}) {
  const view = shownView();
  document.body.dataset.view = view;
  document.body.classList.toggle("signed-in", state.signedIn);
  renderBanners(state);
  renderUserMenu(actions.signOut);
  showTitle(view);
  renderMusic(moved);
  renderSetup();
  return Promise.all([renderHome(view), renderView(view)]).finally(showMain);
}

async function renderHome(view) {
  if (!state.signedIn) {
    for (const part of ["todo", "apps"]) byId(part).hidden = true;
    renderServices(view, actions, null);
    return;
  }
  const { renderApps, renderTodo, connectionParts } = await home();
  renderTodo(shownView());
  renderApps(shownView());
  renderServices(shownView(), actions, state.signedIn ? connectionParts : null);
}

let viewBefore = null;

async function onHashChange() {
  const view = shownView();
  clearProblem();
  const moved = isMusic() && (view === "playlist" || viewBefore === "playlist" || viewBefore === view);
  await render({ moved });
  if (view === "account") (await account()).focusAccount();
  else if (view === "connect") byId("connect-title")?.focus();
  else if (location.hash === "#todo") byId("todo-title")?.focus();
  else if (isMusic() && !moved) byId("library-title")?.scrollIntoView();
  else if (!location.hash) scrollTo(0, 0);
  viewBefore = view;
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

async function followRedirect(redirect) {
  if (state.signedIn && (redirect.link || redirect.reason === "link_pending")) {
    const [{ askAboutLink }] = await Promise.all([import("./views/linkQuestion.js"), loadStyle("/account.css")]);
    await askAboutLink((outcome, link) => actions.linkAnswered(outcome, link, localPath(redirect.returnUrl)));
  }
  const guided = state.providers.find((one) => one.name === redirect.guide && one.paste_back && one.configured);
  if (guided) openGuide(guided, redirect);
  // Any site can link to this page: only scopes that this provider allows are requested.
  const asking = state.providers.find((one) => one.name === redirect.consent && one.configured);
  const askable = [...asking?.scopes ?? [], ...asking?.allowed_scopes ?? []];
  const lost = (redirect.scope ?? "").split(" ").filter((scope) => askable.includes(scope));
  if (!connectionOf(asking?.name) || !lost.length) return;
  const { askForLostScopes } = await import("./views/consent.js");
  askForLostScopes(asking, lost, localPath(redirect.returnUrl));
}

async function start() {
  translatePage();
  renderFooter();
  const redirect = takeRedirectParameters();
  state.claim = redirect.claim ?? state.claim;
  useInvitation(redirect.invite);
  onChange(() => render());
  watchSession();
  onSources((sources) => learn(sources) && refresh());
  addEventListener("hashchange", onHashChange);
  addEventListener("pageshow", (event) => event.persisted && refresh());
  watchSignIns((provider) => {
    showAlert({ title: t("arrival.elsewhere", { service: provider.display_name }), kind: "good",
      text: t("arrival.closeTab") });
  });
  renderBanners(state);
  viewBefore = currentView();
  await refresh();
  if (redirect.error) {
    const { describeSignInFailure } = await import("./words/signIn.js");
    showAlert(describeSignInFailure(redirect, takeDeparture()));
  } else {
    tellArrival();
  }
  await followRedirect(redirect);
  setInterval(() => document.visibilityState === "visible" && state.signedIn
    && loadTodo().catch((problem) => showProblem(t("page.loadFailed"), problem)), todoInterval);
}

await start();
