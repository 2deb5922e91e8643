import { providerName } from "../format.js";
import { playlistItem, playlistName, trackItem } from "./items.js";

const tracks = { nouns: ["track", "tracks"], item: trackItem, ordered: true };

// What differs between the lists; how a list is shown does not.
export const kinds = {
  playlists: {
    tab: "Playlists",
    label: "Playlists",
    nouns: ["playlist", "playlists"],
    item: playlistItem,
    layout: "grid",
    testid: "playlists",
    path: "/me/playlists",
    filters: true,
    empty: "No playlists yet. Make or follow one at your service, and it turns up here.",
  },
  favorites: {
    ...tracks,
    tab: "Favourites",
    label: "Favourite tracks",
    testid: "favorites",
    path: "/me/favorites",
    filters: true,
    empty: "No favourites yet. Like a track at your service, and it turns up here.",
  },
  flow: {
    ...tracks,
    tab: "Flow",
    label: "Deezer Flow",
    testid: "flow",
    path: "/me/flow",
    provider: "deezer",
    empty: "Deezer has nothing in your Flow at the moment. Listen to something there, and look again.",
  },
};

// Spotify gives a playlist's tracks only to its owner and collaborators, and says 403 or nothing at all.
function explainPlaylist(provider) {
  const name = providerName(provider);
  const why = provider === "spotify" ? "; it does so only for playlists that you own or collaborate on." : ".";
  return ({ code, reason }) => (["provider_forbids", "not_found"].includes(code) && !reason
    ? `${name} does not show MusicAuth the tracks of this playlist${why}`
    : null);
}

export function playlistKind({ provider, id }, playlist) {
  return {
    ...tracks,
    label: `Tracks of ${playlistName(playlist)}`,
    testid: "playlist-tracks",
    path: `/me/playlists/${encodeURIComponent(provider)}/${encodeURIComponent(id)}/tracks`,
    provider,
    empty: "This playlist has no tracks yet.",
    explain: explainPlaylist(provider),
  };
}
