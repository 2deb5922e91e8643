// The scopes of API keys. No scope implies another.
export const scopeGroups = [
  {
    title: "Your music",
    scopes: [
      { name: "library:read", preselected: true, text: "Read your playlists, favourites and Flow" },
      { name: "connections:read", preselected: true,
        text: "See which services are connected and when you must sign in again" },
      { name: "catalog:read", text: "Search the public catalogues without your account" },
    ],
  },
  {
    title: "The APIs of the services, as you",
    scopes: [
      { name: "spotify:read", text: "Read everything that your Spotify consent allows" },
      { name: "spotify:write", text: "Make the changes on Spotify that your consent allows" },
      { name: "deezer:read", text: "Read everything that your Deezer consent allows" },
      { name: "deezer:write", text: "Make the changes on Deezer that your consent allows" },
    ],
  },
  {
    title: "Sensitive",
    scopes: [
      { name: "token:read", text: "Get your access token, and act as you at the service until the token expires" },
      { name: "metrics:read", owner: true, text: "Read the metrics of this MusicAuth" },
    ],
  },
];

// A path for the first request with a new key.
export function firstPath(scopes) {
  if (scopes.includes("library:read")) return "/me/playlists";
  if (scopes.includes("connections:read")) return "/me/connections";
  return "/me";
}
