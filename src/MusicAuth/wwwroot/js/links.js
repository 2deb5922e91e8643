function parse(url) {
  try {
    return new URL(url, location.origin);
  } catch {
    return null;
  }
}

// What services send as a link may be anything; only the web's own schemes become one.
export function webUrl(url) {
  const parsed = url ? parse(url) : null;
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : null;
}

// What the content security policy lets through; the rest gets the placeholder.
export function imageUrl(url) {
  const parsed = url ? parse(url) : null;
  if (!parsed) return null;
  const passes = parsed.protocol === "https:" || parsed.origin === location.origin || /^data:image\//i.test(url);
  return passes ? parsed.href : null;
}

// A path of this site, as the browser would take it; null for anything that leads elsewhere.
export function localPath(path) {
  const parsed = path?.startsWith("/") ? parse(path) : null;
  return parsed?.origin === location.origin ? parsed.pathname + parsed.search + parsed.hash : null;
}

export function loginUrl(url, claim) {
  const parsed = webUrl(url) ? new URL(webUrl(url)) : null;
  if (parsed && claim) parsed.searchParams.set("claim", claim);
  return parsed ? parsed.href : null;
}

// The sign-in that the broker asks for before an act of consequence; it leads back to where the user is now.
export function freshSignInUrl(url) {
  const parsed = webUrl(url) ? new URL(webUrl(url)) : null;
  if (parsed) parsed.searchParams.set("returnUrl", location.pathname + location.hash);
  return parsed ? parsed.href : null;
}

export function isLoopback(hostname) {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]"
    || /^127(\.\d{1,3}){3}$/.test(hostname);
}
