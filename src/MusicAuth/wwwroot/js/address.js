// This parameter stays in the address until the user answers, so that a reload asks again.
const linkQuestion = "link";

// Reads the parameters of a redirect once and removes them, so that a reload does not show the message again and
// an owner link or an invitation does not stay in the history.
export function takeRedirectParameters() {
  const url = new URL(location.href);
  const take = (name) => {
    const value = url.searchParams.get(name);
    url.searchParams.delete(name);
    return value || null;
  };
  if (url.searchParams.get(linkQuestion) === "1") {
    return { link: true, returnUrl: url.searchParams.get("returnUrl") };
  }
  const redirect = { error: take("error"), provider: take("provider"), reason: take("reason"),
    account: take("account"), claim: take("claim"), invite: take("invite"), guide: take("guide"),
    consent: take("consent"), returnUrl: take("returnUrl"), scope: take("scope") };
  if (url.href !== location.href) history.replaceState(null, "", url.pathname + url.search + url.hash);
  return redirect;
}

export function forgetLinkQuestion() {
  const url = new URL(location.href);
  url.searchParams.delete(linkQuestion);
  url.searchParams.delete("returnUrl");
  if (url.href !== location.href) history.replaceState(null, "", url.pathname + url.search + url.hash);
}

const tabs = ["playlists", "favorites", "flow"];

// #playlists, #favorites, #flow, #playlists/{provider}/{id}; null for any other fragment.
export function currentRoute() {
  const [tab, provider, id] = location.hash.slice(1).split("/");
  if (!tabs.includes(tab)) return null;
  if (tab !== "playlists" || !provider || !id) return { tab };
  try {
    return { tab, provider: decodeURIComponent(provider), id: decodeURIComponent(id) };
  } catch {
    return { tab };
  }
}

// #account, #account/{tab}, #connect, #connect/{kind}: "" where none is chosen; null for any other fragment.
const routeOf = (wanted) => {
  const [place, part] = location.hash.slice(1).split("/");
  return place === wanted ? part ?? "" : null;
};

export const accountRoute = () => routeOf("account");
export const connectRoute = () => routeOf("connect");

// What the page shows: everything, one playlist, the way to connect an app, or the account.
export function currentView() {
  if (accountRoute() !== null) return "account";
  if (connectRoute() !== null) return "connect";
  return currentRoute()?.id ? "playlist" : "home";
}

export function playlistHash(provider, id) {
  return `#playlists/${encodeURIComponent(provider)}/${encodeURIComponent(id)}`;
}
