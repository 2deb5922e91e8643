// @spotify/web-api-ts-sdk, unchanged, against MusicAuth. Its methods date from before February 2026; the broker makes them work.
import { SpotifyApi } from "@spotify/web-api-ts-sdk";
import { base, key, report, unknownId } from "./harness.js";

const spotify = "https://api.spotify.com/v1/";

function connect(withKey) {
  const token = { access_token: withKey, token_type: "Bearer", expires_in: 315_360_000, refresh_token: "" };
  // The only change for the broker: the SDK has a setting for fetch.
  const toBroker = (url, init) => fetch(String(url).replace(spotify, base), init);
  return SpotifyApi.withAccessToken("not-needed", token, { fetch: toBroker });
}

const api = connect(key);

/** All items of a list, through the links of its pages. */
async function everything(first) {
  const items = [...first.items];
  let pages = 1;
  for (let page = first; page.next; pages++) {
    if (!page.next.startsWith(base)) throw new Error(`A link that leaves the broker: ${page.next}`);
    page = await api.makeRequest("GET", page.next.slice(base.length));
    items.push(...page.items);
  }

  return { items, pages, total: first.total };
}

async function failure(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return { name: error.name, message: error.message };
  }
}

const me = await api.currentUser.profile();
const playlists = await everything(await api.currentUser.playlists.playlists(5));
const saved = await everything(await api.currentUser.tracks.savedTracks(10));
const longest = playlists.items.reduce((one, other) => (other.tracks.total > one.tracks.total ? other : one)).id;
const inside = await everything(await api.playlists.getPlaylistItems(longest, undefined, undefined, 50));

const song = inside.items[0].track;
await api.currentUser.tracks.saveTracks([song.id]);
const afterwards = await api.currentUser.tracks.savedTracks(1);
const isSaved = await api.currentUser.tracks.hasSavedTracks([song.id]);

const created = await api.playlists.createPlaylist(me.id, { name: "Made by a client", public: false });
await api.playlists.addItemsToPlaylist(created.id, [song.uri, inside.items[1].track.uri]);
await api.playlists.removeItemsFromPlaylist(created.id, { tracks: [{ uri: song.uri }] });
const filled = await api.playlists.getPlaylist(created.id);

report({
  playlists, saved, inside, song,
  firstSaved: afterwards.items[0].track.id,
  isSaved,
  created: { name: filled.name, public: filled.public, total: filled.tracks.total,
    songs: filled.tracks.items.map(item => item.track.uri) },
  missing: await failure(() => api.playlists.getPlaylist(unknownId)),
  refused: await failure(() => connect("ma_wrong").currentUser.profile()),
});
