// What a consent allows, in the words of somebody who has to decide it. Each goes on from “Apps may…”.
const allows = {
  spotify: {
    "playlist-read-private": "see your private playlists",
    "playlist-read-collaborative": "see the playlists that you keep together with others",
    "playlist-modify-public": "change your public playlists, and make new ones",
    "playlist-modify-private": "change your private playlists, and make new ones",
    "ugc-image-upload": "set the pictures of your playlists",
    "user-library-read": "see what you saved in your library",
    "user-library-modify": "add to your library, and remove from it",
    "user-follow-read": "see whom you follow",
    "user-follow-modify": "follow and unfollow in your name",
    "user-read-playback-state": "see what plays, and on which of your devices",
    "user-read-currently-playing": "see what plays at the moment",
    "user-read-recently-played": "see what you played lately",
    "user-read-playback-position": "see where you stopped in episodes and audiobooks",
    "user-modify-playback-state": "control your player: play, pause, skip, volume",
    "streaming": "play music as one of your devices (with Premium)",
    "app-remote-control": "speak to the Spotify app on your phone",
    "user-top-read": "see what you listen to most",
    "user-read-private": "see your country and your kind of subscription",
    "user-read-email": "see your mail address",
  },
  deezer: {
    basic_access: "see your name, playlists, favourites and Flow",
    offline_access: "go on until you take the access back",
    manage_library: "add to your library, and make and change playlists",
    delete_library: "remove from your library, and delete playlists",
    listening_history: "see what you played",
    manage_community: "follow and unfollow people in your name",
    email: "see your mail address",
  },
};

// What somebody may want of an app; asked for together, as far as the instance allows it.
const wishes = {
  spotify: [
    ["Let apps see your playlists", "playlist-read-private", "playlist-read-collaborative"],
    ["Let apps change your playlists", "playlist-modify-public", "playlist-modify-private", "ugc-image-upload"],
    ["Let apps see your library", "user-library-read"],
    ["Let apps change your library", "user-library-modify"],
    ["Let apps see whom you follow", "user-follow-read"],
    ["Let apps change whom you follow", "user-follow-modify"],
    ["Let apps see what you play", "user-read-playback-state", "user-read-currently-playing",
      "user-read-recently-played", "user-read-playback-position"],
    ["Let apps control your player", "user-modify-playback-state", "streaming", "app-remote-control"],
    ["Let apps see what you like most", "user-top-read"],
    ["Let apps see your subscription", "user-read-private"],
    ["Let apps see your mail address", "user-read-email"],
  ],
  deezer: [
    ["Let apps see your music", "basic_access"],
    ["Let the connection last", "offline_access"],
    ["Let apps change your library", "manage_library", "delete_library"],
    ["Let apps see what you played", "listening_history"],
    ["Let apps change whom you follow", "manage_community"],
    ["Let apps see your mail address", "email"],
  ],
};

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : null);

// Null for what nobody has put into words: it is then shown by its name.
export function allowanceOf(provider, scope) {
  return own(own(allows, provider) ?? {}, scope);
}

// The wishes that are open, each with the scopes that it would ask for; what belongs to none is one of its own.
export function openWishes({ name, allowed_scopes: allowed, scopes }, granted) {
  const open = [...new Set([...scopes ?? [], ...allowed ?? []])].filter((scope) => !granted.includes(scope));
  const found = (own(wishes, name) ?? [])
    .map(([title, ...parts]) => ({ title, scopes: parts.filter((scope) => open.includes(scope)) }))
    .filter((wish) => wish.scopes.length);
  const worded = found.flatMap((wish) => wish.scopes);
  const rest = open.filter((scope) => !worded.includes(scope));
  return [...found, ...rest.map((scope) => ({ title: `Let apps use ${scope}`, scopes: [scope] }))];
}
