import { providerName } from "../format.js";
import { playlistItem, playlistName, trackItem } from "./items.js";

const tracks = { nouns: ["track", "tracks"], item: trackItem, ordered: true };

// The differences between the lists.
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
    empty: "You have no playlists yet. Create or follow a playlist on Spotify or Deezer to see it here.",
  },
  favorites: {
    ...tracks,
    tab: "Favourites",
    label: "Favourite tracks",
    testid: "favorites",
    path: "/me/favorites",
    filters: true,
    empty: "You have no favourites yet. Like a track on Spotify or Deezer to see it here.",
  },
  flow: {
    ...tracks,
    tab: "Flow",
    label: "Deezer Flow",
    testid: "flow",
    path: "/me/flow",
    provider: "deezer",
    empty: "Your Deezer Flow is empty at the moment. Listen to some music on Deezer, then try again.",
  },
};

// Spotify returns a playlist's tracks only to its owner and collaborators, others get 403 or 404.
function explainPlaylist(provider) {
  const name = providerName(provider);
  const why = provider === "spotify" ? ", because you neither own the playlist nor collaborate on it." : ".";
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
