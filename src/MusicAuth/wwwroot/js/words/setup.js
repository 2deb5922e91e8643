const spotify = {
  register: { url: "https://developer.spotify.com/dashboard", text: "Spotify developer dashboard" },
  facts: "The owner of the app needs Spotify Premium. The app can serve up to five users, and the owner must add each "
    + "user there.",
  clientId: "the client id",
  clientSecret: "the client secret; optional, because MusicAuth can use PKCE alone",
  key: "Spotify",
};

const deezer = {
  register: null,
  facts: "Deezer has not accepted new apps since 2024. You can connect Deezer only with an older app that you own and "
    + "whose app id still works.",
  clientId: "the app id",
  clientSecret: "the secret key of the app",
  key: "Deezer",
};

export function setupOf(provider) {
  return { spotify, deezer }[provider] ?? null;
}

// The services' rules for redirect URIs contradict each other, and their error pages do not say so.
export function redirectUriNote({ name, paste_back: pasteBack }) {
  if (!pasteBack) return null;
  const copying = "During a sign-in, you copy one address to this page by hand.";
  return name === "spotify"
    ? "The redirect URI points to 127.0.0.1, your own computer, because Spotify refuses plain HTTP for all other "
      + `addresses. ${copying} With HTTPS in front of MusicAuth (Web:PublicUrl), this step is not necessary.`
    : copying;
}
