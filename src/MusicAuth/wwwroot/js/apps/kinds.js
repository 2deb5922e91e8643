// The apps of the gallery. `name` is the name of a product; without one the dictionary names the kind.
export const kinds = {
  homepage: { name: "Homepage", icon: "home", scopes: ["library:read", "connections:read"], file: "services.yaml",
    snippets: ["homepage"] },
  glance: { name: "Glance", icon: "gauge", scopes: ["library:read", "connections:read"], file: "glance.yml",
    snippets: ["glance"] },
  "home-assistant": { name: "Home Assistant", icon: "house", scopes: ["library:read", "connections:read"],
    file: "configuration.yaml", snippets: ["home-assistant"] },
  script: { icon: "terminal", scopes: ["library:read", "connections:read"],
    snippets: ["curl", "javascript", "csharp", "python"] },
  "spotify-sdk": { icon: "code", scopes: ["spotify:read"], providers: ["spotify"],
    snippets: ["spotify-sdk", "spotify-curl"] },
  other: { icon: "key", scopes: ["library:read", "connections:read"], open: true,
    snippets: ["curl", "javascript", "csharp", "python"] },
};
