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
export function redirectUriNote({ name, paste_back: pasteBack }) {
  if (!pasteBack) return null;
  return name === "spotify"
    ? "It names 127.0.0.1, your own computer, because Spotify refuses plain http everywhere else. A sign-in asks you "
      + "to bring one address back by hand. With HTTPS in front of MusicAuth (Web:PublicUrl) that is not needed."
    : "A sign-in asks you to bring one address back by hand.";
}
