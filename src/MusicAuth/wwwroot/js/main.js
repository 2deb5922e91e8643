import { afterFirstLoad, refresh, showProblem, signOut, watchSession } from "./actions.js";
import { connectRoute, currentView, takeRedirectParameters } from "./address.js";
import { hasDeparted } from "./departure.js";
import { byId, el, keepingFocus, loadStyle, showMain } from "./dom.js";
import { t, translatePage } from "./i18n.js";
import { useInvitation } from "./links.js";
import { loadingLine, part, watchParts } from "./parts.js";
import { loadTodo, onChange, state } from "./state.js";
import { renderFooter } from "./views/footer.js";
import { clearProblem, renderBanners, showAlert } from "./views/notices.js";
import { renderServices } from "./views/services.js";
import { watchSignIns } from "./views/signInLinks.js";
import { renderUserMenu, showTitle } from "./views/userMenu.js";

const todoInterval = 60_000;
const questions = ["link", "guide", "consent"]; // parameters of a redirect after which the page asks the user something

const styled = (style, load) => part(async () => (await Promise.all([load(), loadStyle(style)]))[0]);

const library = styled("/library.css", () => import("./library/library.js"));
const account = styled("/account.css", () => import("./account/account.js"));
const connect = styled("/account.css", () => import("./apps/connect.js"));
const setup = styled("/account.css", () => import("./setup/setup.js"));
const home = part(() => import("./home.js"));
const afterRedirect = part(() => import("./afterRedirect.js"));

let music = null; // the library module, once it is needed

let nearMusic = null; // a promise

// The music stands last. Its part is loaded when the user comes near it.
const comingNear = () => new Promise((resolve) => {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    resolve();
  }, { rootMargin: "300px" });
  watcher.observe(byId("library"));
});

const connectedServices = () => (state.connections ?? []).map(({ provider, state: how }) => `${provider} ${how}`)
  .join(" ");
let musicShown = "";

// The lists are kept while only what stands beside them changes. `moved`: the user went to another list.
async function renderMusic(moved) {
  const view = currentView();
  const section = byId("library");
  const isWanted = state.signedIn && ["home", "playlist"].includes(view) && connectedServices() !== "";
  const wanted = isWanted ? `${view} ${connectedServices()}` : "";
  if (!isWanted) section.hidden = true;
  if (!state.signedIn) music?.forgetLists();
  const isShown = wanted === musicShown && section.hasChildNodes();
  musicShown = wanted;
  if (!isWanted || (isShown && !moved)) return;
  if (!music) {
    section.hidden = false;
    section.replaceChildren(el("h2", { id: "library-title" }, t("library.title")), loadingLine());
    if (!isMusic()) await (nearMusic ??= comingNear());
    music ??= await library();
    if (musicShown === wanted) music.renderLibrary();
    return;
  }
  if (moved && section.hasChildNodes()) music.routeChanged();
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
  if (view === "account" || byId("account").hasChildNodes()) (await account()).renderAccount();
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
  keepingFocus(() => renderUserMenu(signOut));
  showTitle(view);
  renderMusic(moved);
  renderSetup();
  return Promise.all([renderHome(view), renderView(view)]).finally(showMain);
}

async function renderHome(view) {
  if (!state.signedIn) {
    for (const part of [byId("todo"), byId("apps")]) {
      part.hidden = true;
      part.replaceChildren();
    }
    renderServices(view, null);
    return;
  }
  const { renderApps, renderTodo, connectionParts } = await home();
  await keepingFocus(() => {
    renderApps(shownView());
    renderServices(shownView(), connectionParts);
    return renderTodo(shownView());
  });
}

let viewBefore = null;

async function onHashChange() {
  const view = shownView();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  clearProblem();
  const moved = music !== null && isMusic()
    && (view === "playlist" || viewBefore === "playlist" || viewBefore === view);
  await render({ moved });
  if (view === "account") (await account()).focusAccount();
  else if (view === "connect") byId("connect-title")?.focus();
  else if (location.hash === "#todo") byId("todo-title")?.focus();
  else if (isMusic() && !moved) byId("library-title")?.scrollIntoView();
  else if (!location.hash) scrollTo(0, 0);
  viewBefore = view;
}

// The skip link must not leave the view, and a link to the current address must do something.
function onClick(event) {
  const href = event.target.closest?.("a")?.getAttribute("href");
  if (href === "#main") {
    event.preventDefault();
    byId("main").focus();
  } else if (href && href === location.hash) {
    onHashChange();
  }
}

async function start() {
  watchParts();
  translatePage();
  renderFooter();
  const redirect = takeRedirectParameters();
  state.claim = redirect.claim ?? state.claim;
  useInvitation(redirect.invite);
  onChange(render);
  watchSession();
  let loading = null; // a return from the cache of the browser is two events
  const reload = () => (loading ??= refresh({ isQuiet: true }).finally(() => { loading = null; }));
  addEventListener("hashchange", onHashChange);
  addEventListener("click", onClick);
  addEventListener("pageshow", (event) => event.persisted && reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && reload());
  watchSignIns((provider) => {
    showAlert({ title: t("arrival.elsewhere", { service: provider.display_name }), kind: "good",
      text: t("arrival.closeTab") });
  });
  renderBanners(state);
  viewBefore = currentView();
  setInterval(() => document.visibilityState === "visible" && state.signedIn
    && loadTodo().catch((problem) => showProblem(t("page.loadFailed"), problem)), todoInterval);
  const follow = async () => (await afterRedirect()).followRedirect(redirect);
  const hasMore = hasDeparted() || questions.some((name) => redirect[name]);
  if (hasMore && !redirect.error) afterFirstLoad(follow);
  await refresh();
  // The page names the failure of a sign-in even if it could not load its data.
  if (redirect.error) await follow();
}

await start();
