import { accountRoute, currentRoute, playlistHash } from "../address.js";
import { button, byId, el, outwardLink } from "../dom.js";
import { providerName } from "../format.js";
import { webUrl } from "../links.js";
import { state } from "../state.js";
import { mark, playlistName } from "./items.js";
import { kinds, playlistKind } from "./kinds.js";
import { ListView } from "./listView.js";
import { PagedList } from "./pagedList.js";

const lists = new Map();
let filter = "";
let shown = { tab: "playlists" };

export function forgetLists() {
  lists.clear();
  filter = "";
}

function listAt(path) {
  if (!lists.has(path)) lists.set(path, new PagedList(path));
  return lists.get(path);
}

const connected = () => (state.connections ?? []).map((connection) => connection.provider);

function pathOf(kind) {
  return kind.filters && filter ? `${kind.path}?provider=${encodeURIComponent(filter)}` : kind.path;
}

function reload(path) {
  lists.delete(path);
  renderLibrary();
  document.querySelector("[data-testid=refresh]")?.focus();
}

function tabs(route) {
  const names = Object.keys(kinds).filter((name) => name !== "flow" || connected().includes("deezer"));
  return el("nav", { className: "tabs", "aria-label": "Your music" }, names.map((name) =>
    el("a", { href: `#${name}`, testid: `tab-${name}`, "aria-current": name === route.tab ? "page" : null },
      kinds[name].tab)));
}

function filterField() {
  if (connected().length < 2) return null;
  const option = (value, text) => el("option", { value, selected: value === filter }, text);
  const options = [option("", "All services"), ...connected().map((name) => option(name, providerName(name)))];
  const field = el("select", { testid: "provider-filter", "aria-label": "Show music from" }, options);
  field.addEventListener("change", () => {
    filter = field.value;
    renderLibrary();
    document.querySelector("[data-testid=provider-filter]")?.focus();
  });
  return field;
}

function listOf(kind, path, ...tools) {
  const again = button("Refresh", () => reload(path), { className: "small", testid: "refresh" });
  return new ListView(listAt(path), kind, () => reload(path), [...tools, again]).node;
}

function listPanel(kind) {
  return listOf(kind, pathOf(kind), kind.filters ? filterField() : null);
}

function knownPlaylist({ provider, id }) {
  const ofPlaylists = (path) => path === kinds.playlists.path || path.startsWith(`${kinds.playlists.path}?`);
  return [...lists].filter(([path]) => ofPlaylists(path)).flatMap(([, list]) => list.items)
    .find((playlist) => playlist.provider === provider && playlist.id === id);
}

// The name of a playlist that was opened by its address appears when the list of playlists has loaded.
async function lookUp(route) {
  await listAt(kinds.playlists.path).load();
  const found = knownPlaylist(route);
  if (found && shown === route) byId("playlist-title").textContent = playlistName(found);
}

function playlistPanel(route) {
  const playlist = knownPlaylist(route);
  const kind = playlistKind(route, playlist);
  const url = webUrl(playlist?.url);
  if (!playlist) lookUp(route);
  return el("div", {},
    el("p", {}, el("a", { href: "#playlists", testid: "back" }, "← All playlists")),
    el("h3", { id: "playlist-title", tabindex: "-1", testid: "playlist-title" },
      playlist ? playlistName(playlist) : "Playlist"),
    el("p", { className: "marks" }, mark(route.provider),
      playlist?.owner?.name && el("span", {}, `by ${playlist.owner.name}`),
      url && outwardLink(url, `Open on ${providerName(route.provider)}`)),
    listOf(kind, kind.path));
}

function panel(route) {
  if (route.id) return playlistPanel(route);
  return listPanel(kinds[route.tab]);
}

export function renderLibrary() {
  const section = byId("library");
  section.hidden = !state.signedIn || !connected().length || accountRoute() !== null;
  if (section.hidden) {
    section.replaceChildren();
    return;
  }
  if (filter && !connected().includes(filter)) filter = "";
  const route = currentRoute() ?? (location.hash ? shown : { tab: "playlists" });
  shown = route.tab === "flow" && !connected().includes("deezer") ? { tab: "playlists" } : route;
  section.replaceChildren(el("h2", { id: "library-title" }, "Your music"), tabs(shown), panel(shown));
}

// After a playlist is closed, the focus returns to its link.
export function routeChanged() {
  if (!currentRoute() && location.hash) return;
  const before = shown;
  renderLibrary();
  const opened = before.id && !shown.id
    && document.querySelector(`a[href="${CSS.escape(playlistHash(before.provider, before.id))}"]`);
  if (shown.id) byId("playlist-title")?.focus();
  else if (opened) opened.focus();
  else document.querySelector("#library [aria-current=page]")?.focus();
}
