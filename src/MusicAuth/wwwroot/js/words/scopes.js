// What a key may do, in the words of somebody who has to decide it. No scope contains another.
export const scopeGroups = [
  {
    title: "Your music",
    scopes: [
      { name: "library:read", preselected: true, text: "Read your playlists, favourites and Flow" },
      { name: "connections:read", preselected: true,
        text: "See which services are connected, and when one needs you again" },
      { name: "catalog:read", text: "Look things up in the public catalogues, without your account" },
    ],
  },
  {
    title: "The services’ own APIs, as you",
    scopes: [
      { name: "spotify:read", text: "Read whatever your consent at Spotify covers" },
      { name: "spotify:write", text: "Change things at Spotify, as far as your consent goes" },
      { name: "deezer:read", text: "Read whatever your consent at Deezer covers" },
      { name: "deezer:write", text: "Change things at Deezer, as far as your consent goes" },
    ],
  },
  {
    title: "With care",
    scopes: [
      { name: "token:read", text: "Take your access token out of MusicAuth, and be you at the service until it ends" },
      { name: "metrics:read", owner: true, text: "Read the metrics of this instance" },
    ],
  },
];

// A first request that the key may make.
export function firstPath(scopes) {
  if (scopes.includes("library:read")) return "/me/playlists";
  if (scopes.includes("connections:read")) return "/me/connections";
  return "/me";
}
