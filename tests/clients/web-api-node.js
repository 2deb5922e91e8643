// spotify-web-api-node, unchanged, against MusicAuth. Its methods date from before February 2026; the broker makes them work.
import { createRequire } from "node:module";
import { base, key, report, unknownId } from "./harness.js";

const require = createRequire(import.meta.url);
const SpotifyWebApi = require("spotify-web-api-node");

// The client has no setting for its host, but its request builder has one. The part of the broker's address before "/v1"
// becomes the host. The default port of the scheme does not appear in the address.
const requests = require("spotify-web-api-node/src/webapi-request");
const { builder } = requests;
const { protocol, host, pathname } = new URL(base);
requests.builder = token => builder(token)
  .withScheme(protocol.slice(0, -1))
  .withHost(host + pathname.replace(/\/v1\/$/, ""))
  .withPort(protocol === "https:" ? 443 : 80);

const api = new SpotifyWebApi({ accessToken: key });

/** All items of a list, through the links of its pages. */
async function everything(fetchPage) {
  let page = (await fetchPage({})).body;
  const { total } = page;
  const items = [...page.items];
  let pages = 1;
  for (; page.next; pages++) {
    if (!page.next.startsWith(base)) throw new Error(`A link that leaves the broker: ${page.next}`);
    const query = new URL(page.next).searchParams;
    page = (await fetchPage({ offset: query.get("offset"), limit: query.get("limit") })).body;
    items.push(...page.items);
  }

  return { items, pages, total };
}

async function failure(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return { name: error.name, status: error.statusCode, body: error.body };
  }
}

const playlists = await everything(options => api.getUserPlaylists({ limit: 5, ...options }));
const saved = await everything(options => api.getMySavedTracks({ limit: 10, ...options }));
const longest = playlists.items.reduce((one, other) => (other.tracks.total > one.tracks.total ? other : one)).id;
const inside = await everything(options => api.getPlaylistTracks(longest, { limit: 50, ...options }));

const song = inside.items[0].track;
await api.addToMySavedTracks([song.id]);
const afterwards = (await api.getMySavedTracks({ limit: 1 })).body;
const isSaved = (await api.containsMySavedTracks([song.id])).body;

const created = (await api.createPlaylist("Made by a client", { public: false })).body;
await api.addTracksToPlaylist(created.id, [song.uri, inside.items[1].track.uri]);
await api.removeTracksFromPlaylist(created.id, [{ uri: song.uri }]);
const filled = (await api.getPlaylist(created.id)).body;

report({
  playlists, saved, inside, song,
  firstSaved: afterwards.items[0].track.id,
  isSaved,
  created: { name: filled.name, public: filled.public, total: filled.tracks.total,
    songs: filled.tracks.items.map(item => item.track.uri) },
  missing: await failure(() => api.getPlaylist(unknownId)),
  refused: await failure(() => new SpotifyWebApi({ accessToken: "ma_wrong" }).getMe()),
});
