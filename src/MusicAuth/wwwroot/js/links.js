export function parseUrl(url) {
  try {
    return new URL(url, location.origin);
  } catch {
    return null;
  }
}

// A provider can send any string as a link; only http and https URLs become links.
export function webUrl(url) {
  const parsed = url ? parseUrl(url) : null;
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : null;
}

let invitation = null;

// Every sign-in that begins on this page uses the invitation of its address.
export function useInvitation(secret) {
  invitation = secret;
}

function signInUrl(url, parameters) {
  const parsed = webUrl(url) ? new URL(webUrl(url)) : null;
  for (const [name, value] of Object.entries(parameters)) {
    if (value) parsed?.searchParams.set(name, value);
  }
  return parsed?.href ?? null;
}

export const loginUrl = (url, claim) => signInUrl(url, { claim, invite: invitation });

// A sign-in that leads back to the current view.
export const returningUrl = (url, claim = null) => signInUrl(url, { claim, invite: invitation,
  returnUrl: location.pathname + location.hash });

export function isLoopback(hostname) {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]"
    || /^127(\.\d{1,3}){3}$/.test(hostname);
}
