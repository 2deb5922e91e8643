// The scopes of API keys by group. No scope implies another.
export const scopeGroups = [
  { title: "music", scopes: ["library:read", "connections:read", "catalog:read"] },
  { title: "services", scopes: ["spotify:read", "spotify:write", "deezer:read", "deezer:write"] },
  { title: "sensitive", scopes: ["token:read", "metrics:read"] },
];

export const preselected = ["library:read", "connections:read"];
export const ownerOnly = ["metrics:read"];

// A path for the first request with a new key.
export function firstPath(scopes) {
  if (scopes.includes("library:read")) return "/me/playlists";
  if (scopes.includes("connections:read")) return "/me/connections";
  return "/me";
}
