// The meaning of each OAuth scope of the providers, as the end of a sentence that begins with “Let apps …”.
const allows = {
  spotify: {
    "playlist-read-private": "see your private playlists",
    "playlist-read-collaborative": "see your collaborative playlists",
    "playlist-modify-public": "change your public playlists and create new ones",
    "playlist-modify-private": "change your private playlists and create new ones",
    "ugc-image-upload": "set the images of your playlists",
    "user-library-read": "see the music in your library",
    "user-library-modify": "add music to your library and remove music from it",
    "user-follow-read": "see who you follow",
    "user-follow-modify": "follow and unfollow artists and users as you",
    "user-read-playback-state": "see what is playing and on which device",
    "user-read-currently-playing": "see what is playing",
    "user-read-recently-played": "see what you played recently",
    "user-read-playback-position": "see your position in episodes and audiobooks",
    "user-modify-playback-state": "control your player: play, pause, skip, volume",
    "streaming": "play music as one of your devices (requires Premium)",
    "app-remote-control": "control the Spotify app on your phone",
    "user-top-read": "see what you listen to most",
    "user-read-private": "see your country and your type of subscription",
    "user-read-email": "see your email address",
  },
  deezer: {
    basic_access: "see your name, playlists, favourites and Flow",
    offline_access: "keep the access until you revoke it",
    manage_library: "add music to your library, and create and change playlists",
    delete_library: "remove music from your library and delete playlists",
    listening_history: "see your listening history",
    manage_community: "follow and unfollow users as you",
    email: "see your email address",
  },
};

// Scopes that the page requests together, as far as the settings allow them.
const requests = {
  spotify: [
    ["Let apps see your playlists", "playlist-read-private", "playlist-read-collaborative"],
    ["Let apps change your playlists", "playlist-modify-public", "playlist-modify-private", "ugc-image-upload"],
    ["Let apps see your library", "user-library-read"],
    ["Let apps change your library", "user-library-modify"],
    ["Let apps see who you follow", "user-follow-read"],
    ["Let apps change who you follow", "user-follow-modify"],
    ["Let apps see what you play", "user-read-playback-state", "user-read-currently-playing",
      "user-read-recently-played", "user-read-playback-position"],
    ["Let apps control your player", "user-modify-playback-state", "streaming", "app-remote-control"],
    ["Let apps see what you like most", "user-top-read"],
    ["Let apps see your subscription", "user-read-private"],
    ["Let apps see your email address", "user-read-email"],
  ],
  deezer: [
    ["Let apps see your music", "basic_access"],
    ["Keep the connection without an end date", "offline_access"],
    ["Let apps change your library", "manage_library", "delete_library"],
    ["Let apps see your listening history", "listening_history"],
    ["Let apps change who you follow", "manage_community"],
    ["Let apps see your email address", "email"],
  ],
};

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : null);

// Returns null for an unknown scope, which the page then shows by its name.
export function allowanceOf(provider, scope) {
  return own(own(allows, provider) ?? {}, scope);
}

// The permission requests that are still possible. A scope without a request of its own forms one.
export function openRequests({ name, allowed_scopes: allowed, scopes }, granted) {
  const open = [...new Set([...scopes ?? [], ...allowed ?? []])].filter((scope) => !granted.includes(scope));
  const known = (own(requests, name) ?? [])
    .map(([title, ...parts]) => ({ title, scopes: parts.filter((scope) => open.includes(scope)) }))
    .filter((request) => request.scopes.length);
  const described = known.flatMap((request) => request.scopes);
  const rest = open.filter((scope) => !described.includes(scope));
  return [...known, ...rest.map((scope) => ({ title: `Let apps use ${scope}`, scopes: [scope] }))];
}
