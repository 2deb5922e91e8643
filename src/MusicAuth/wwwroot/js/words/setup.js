import { isLoopback, webUrl } from "../links.js";

const spotify = {
  register: { url: "https://developer.spotify.com/dashboard", text: "Spotify developer dashboard" },
  facts: "Its owner needs Spotify Premium, and it serves up to five people, whom the owner lists there.",
  clientId: "its client id",
  clientSecret: "its client secret; may stay empty (then PKCE alone)",
  key: "Spotify",
};

const deezer = {
  register: null,
  facts: "Deezer has taken no new apps since 2024. It can be connected only with an app from before then, "
    + "if you own one and its app id still works.",
  clientId: "the app id",
  clientSecret: "the app's secret key",
  key: "Deezer",
};

export function setupOf(provider) {
  return { spotify, deezer }[provider] ?? null;
}

// The services' rules for redirect URIs contradict each other, and their error pages do not say so.
export function redirectUriWarning(provider, redirectUri) {
  const url = webUrl(redirectUri) ? new URL(webUrl(redirectUri)) : null;
  if (!url || provider !== "spotify") return null;
  if (url.hostname === "localhost") {
    return "Spotify refuses the name localhost. Set Web:PublicUrl (or Spotify:PublicUrl) to http://127.0.0.1 "
      + "and the port.";
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "Spotify refuses plain http, save on 127.0.0.1. Put HTTPS in front and set Web:PublicUrl to it.";
  }
  return null;
}
