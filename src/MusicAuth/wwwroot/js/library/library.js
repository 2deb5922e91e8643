import { accountRoute, currentRoute } from "../address.js";
import { byId, el } from "../dom.js";
import { connectionOf, state } from "../state.js";
import { kinds, playlistKind } from "./kinds.js";
import { ListView, providerFilter } from "./listView.js";
import { MusicList } from "./musicList.js";
import { watchSources } from "./outages.js";
import { playlistHead } from "./playlistHead.js";
import { largestPage } from "./source.js";
import { text } from "./words.js";

const lists = new Map();
let connected = [];
let filter = "";
let shown = { tab: "playlists" };
let view = null;
let viewKey = null;

export function forgetLists() {
  lists.clear();
  closeView();
  filter = "";
  connected = [];
  byId("library").replaceChildren();
}

function closeView() {
  view?.dispose();
  view = viewKey = null;
}

function follow(list) {
  for (const source of list.everySource) source.follow(connectionOf(source.provider));
}

function listOf(key, kind) {
  if (!lists.has(key)) {
    lists.set(key, new MusicList(kind, kind.provider ? [kind.provider] : connected));
  }
  const list = lists.get(key);
  list.kind = kind; // with the name of a playlist that was not known before
  follow(list);
  return list;
}

function tabs(route) {
  const names = Object.keys(kinds).filter((name) => name !== "flow" || connected.includes("deezer"));
  return el("nav", { className: "tabs", "aria-label": text("title") }, names.map((name) =>
    el("a", { href: `#${name}`, testid: `tab-${name}`, "aria-current": name === route.tab ? "page" : null },
      text(`${name}.tab`))));
}

function choose(provider) {
  filter = provider;
  renderLibrary();
  document.querySelector("[data-testid=provider-filter]")?.focus();
}

function listPanel(kind) {
  const list = listOf(kind.name, kind);
  if (kind.perService && list.only !== filter) list.set({ only: filter });
  view = new ListView(list, { filter: kind.perService && connected.length > 1
    ? providerFilter(connected, filter, choose) : null });
  return view.node;
}

const knownPlaylist = ({ provider, id }) => lists.get("playlists")?.everySource
  .flatMap((source) => source.items).find((playlist) => playlist.provider === provider && playlist.id === id);

// A playlist that was opened by its address has a name and a cover when the list of playlists has loaded.
async function lookUp(route, head) {
  const { everySource } = listOf("playlists", kinds.playlists);
  const source = everySource.find(({ provider }) => provider === route.provider);
  while (source?.isOpen && !knownPlaylist(route)) await source.more(largestPage);
  const found = knownPlaylist(route);
  if (!found || !head.isConnected) return;
  head.replaceChildren(playlistHead(route, found));
  view.name(playlistKind(route, found).label);
}

function playlistPanel(route) {
  const playlist = knownPlaylist(route);
  const kind = playlistKind(route, playlist);
  const head = el("div", {}, playlistHead(route, playlist));
  if (!playlist) lookUp(route, head);
  view = new ListView(listOf(`${route.provider}/${route.id}`, kind), { filter: null });
  return el("div", {}, el("p", {}, el("a", { href: "#playlists", testid: "back" }, text("back"))), head, view.node);
}

export function renderLibrary() {
  const section = byId("library");
  const before = connected;
  connected = state.connections?.map((connection) => connection.provider) ?? connected;
  if (String(before) !== String(connected)) lists.clear();
  section.hidden = !state.signedIn || !connected.length || accountRoute() !== null;
  if (section.hidden) {
    closeView();
    section.replaceChildren();
    return;
  }
  if (filter && !connected.includes(filter)) filter = "";
  const route = currentRoute() ?? (location.hash ? shown : { tab: "playlists" });
  shown = route.tab === "flow" && !connected.includes("deezer") ? { tab: "playlists" } : route;
  const key = JSON.stringify([shown, connected, filter]);
  if (view && key === viewKey) {
    follow(view.list);
    view.show();
    return;
  }
  closeView();
  const panel = shown.id ? playlistPanel(shown) : listPanel(kinds[shown.tab]);
  section.replaceChildren(el("h2", { id: "library-title" }, text("title")), tabs(shown), panel);
  viewKey = key;
  view.show();
}

// After a playlist is closed, the focus returns to its link.
export function routeChanged() {
  if (!currentRoute() && location.hash) return;
  const before = shown;
  renderLibrary();
  if (shown.id) byId("playlist-title")?.focus();
  else if (!before.id || !view?.focus(before)) document.querySelector("#library [aria-current=page]")?.focus();
}

watchSources();
addEventListener("online", () => view?.list.retry());
