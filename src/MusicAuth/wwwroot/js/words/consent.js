import { t } from "../i18n.js";

// Scopes that the page requests together, as far as the settings allow them: the key of the title, then the scopes.
const requests = {
  spotify: [
    ["seePlaylists", "playlist-read-private", "playlist-read-collaborative"],
    ["changePlaylists", "playlist-modify-public", "playlist-modify-private", "ugc-image-upload"],
    ["seeLibrary", "user-library-read"],
    ["changeLibrary", "user-library-modify"],
    ["seeFollows", "user-follow-read"],
    ["changeFollows", "user-follow-modify"],
    ["seePlayback", "user-read-playback-state", "user-read-currently-playing", "user-read-recently-played",
      "user-read-playback-position"],
    ["controlPlayer", "user-modify-playback-state", "streaming", "app-remote-control"],
    ["seeTop", "user-top-read"],
    ["seeSubscription", "user-read-private"],
    ["seeEmail", "user-read-email"],
  ],
  deezer: [
    ["seeMusic", "basic_access"],
    ["keepAccess", "offline_access"],
    ["changeLibrary", "manage_library", "delete_library"],
    ["seeHistory", "listening_history"],
    ["changeFollows", "manage_community"],
    ["seeEmail", "email"],
  ],
};

// The permission requests that are still possible. A scope without a request of its own forms one.
export function openRequests({ name, allowed_scopes: allowed, scopes }, granted) {
  const open = [...new Set([...scopes ?? [], ...allowed ?? []])].filter((scope) => !granted.includes(scope));
  const known = (Object.hasOwn(requests, name) ? requests[name] : [])
    .map(([title, ...parts]) => ({ title: t(`consent.requests.${title}`),
      scopes: parts.filter((scope) => open.includes(scope)) }))
    .filter((request) => request.scopes.length);
  const described = known.flatMap((request) => request.scopes);
  const rest = open.filter((scope) => !described.includes(scope));
  return [...known, ...rest.map((scope) => ({ title: t("consent.requests.other", { scope }), scopes: [scope] }))];
}
