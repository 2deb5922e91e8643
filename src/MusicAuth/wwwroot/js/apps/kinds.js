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

// The names of languages and tools are the same in every language of the page.
const titles = { curl: "curl", javascript: "JavaScript", csharp: "C#", python: "Python", homepage: "YAML",
  glance: "YAML", "home-assistant": "YAML", "spotify-sdk": "JavaScript", "spotify-curl": "curl" };

export const snippetTitle = (id) => titles[id];

// The page itself stands at its own address; the app can reach it at another.
export async function loadSnippet(id, { key, address }) {
  const response = await fetch(`/snippets/${id}.txt`);
  if (!response.ok) throw new Error(`${response.status} ${id}`);
  return (await response.text()).trimEnd().replaceAll("%KEY%", key).replaceAll("%ADDRESS%", address)
    .replaceAll("%PAGE%", location.origin);
}
