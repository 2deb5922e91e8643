function parse(url) {
  try {
    return new URL(url, location.origin);
  } catch {
    return null;
  }
}

// A provider can send any string as a link; only http and https URLs become links.
export function webUrl(url) {
  const parsed = url ? parse(url) : null;
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : null;
}

// Returns null for an image that the content security policy would block.
export function imageUrl(url) {
  const parsed = url ? parse(url) : null;
  if (!parsed) return null;
  const passes = parsed.protocol === "https:" || parsed.origin === location.origin || /^data:image\//i.test(url);
  return passes ? parsed.href : null;
}

// Returns a path of this site as the browser resolves it, or null for any other address.
export function localPath(path) {
  const parsed = path?.startsWith("/") ? parse(path) : null;
  return parsed?.origin === location.origin ? parsed.pathname + parsed.search + parsed.hash : null;
}

let invitation = null;

// Every sign-in that begins on this page uses the invitation of its address.
export function useInvitation(secret) {
  invitation = secret ?? invitation;
}

export function loginUrl(url, claim) {
  const parsed = webUrl(url) ? new URL(webUrl(url)) : null;
  if (parsed && claim) parsed.searchParams.set("claim", claim);
  if (parsed && invitation) parsed.searchParams.set("invite", invitation);
  return parsed ? parsed.href : null;
}

// The sign-in that the broker requires before a sensitive action. It leads back to the current page.
export function freshSignInUrl(url) {
  const parsed = webUrl(url) ? new URL(webUrl(url)) : null;
  if (parsed) parsed.searchParams.set("returnUrl", location.pathname + location.hash);
  return parsed ? parsed.href : null;
}

export function isLoopback(hostname) {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]"
    || /^127(\.\d{1,3}){3}$/.test(hostname);
}
