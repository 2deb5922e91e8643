import { t } from "../i18n.js";

const dashboards = { spotify: "https://developer.spotify.com/dashboard" };

// Where an app is registered, and where this page links to. Deezer registers no new apps.
export const dashboardOf = (provider) => dashboards[provider] ?? null;

// The services' rules for redirect URIs contradict each other, and their error pages do not say so.
export function redirectUriNote({ name, paste_back: pasteBack }) {
  if (!pasteBack) return null;
  return t(name === "spotify" ? "setup.copyingSpotify" : "setup.copying");
}
