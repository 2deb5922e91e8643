import { providerName } from "../format.js";
import { playlistName, playlistRow, trackRow } from "./items.js";
import { text } from "./words.js";

const ofEachService = (path) => ({ perService: true,
  pathOf: (provider) => `${path}?provider=${encodeURIComponent(provider)}` });

const tracks = { noun: "tracks", row: trackRow, firstPage: 100,
  orders: ["service", "added", "title", "artist", "album", "length"] };

const named = (name) => ({ name, testid: name, label: text(`${name}.label`), empty: text(`${name}.empty`) });

// The differences between the lists.
export const kinds = {
  playlists: { ...named("playlists"), ...ofEachService("/me/playlists"), noun: "playlists", row: playlistRow,
    firstPage: 500, isGrid: true, orders: ["service", "name", "owner", "tracks"] },
  favorites: { ...tracks, ...named("favorites"), ...ofEachService("/me/favorites") },
  flow: { ...tracks, ...named("flow"), about: text("flow.about"), pathOf: () => "/me/flow", provider: "deezer",
    firstPage: null, orders: tracks.orders.filter((order) => order !== "added") },
};

// Spotify returns a playlist's tracks only to its owner and collaborators, others get 403 or 404.
const explainPlaylist = (provider) => ({ code, reason }) =>
  (["provider_forbids", "not_found"].includes(code) && !reason
    ? text(provider === "spotify" ? "closedSpotify" : "closed", { service: providerName(provider) }) : null);

export function playlistKind({ provider, id }, playlist) {
  return {
    ...tracks,
    ...named("playlist"),
    label: text("playlist.label", { name: playlist ? playlistName(playlist) : text("playlist.unknown") }),
    testid: "playlist-tracks",
    pathOf: () => `/me/playlists/${encodeURIComponent(provider)}/${encodeURIComponent(id)}/tracks`,
    provider,
    explain: explainPlaylist(provider),
  };
}
