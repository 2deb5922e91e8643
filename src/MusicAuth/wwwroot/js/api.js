const timeoutMilliseconds = 30_000;

// Everything that is no success: the broker's problem, or what came instead of one.
export class ApiProblem extends Error {
  constructor(code, { status = null, title = null, detail = null, reason = null, provider = null,
    retryAfter = null, reauthorizeUrl = null } = {}) {
    super(code);
    Object.assign(this, { code, status, title, detail, reason, provider, retryAfter, reauthorizeUrl });
  }
}

let tellUnauthenticated = () => {};

export function onUnauthenticated(listener) {
  tellUnauthenticated = listener;
}

async function exchange(method, path) {
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json, application/problem+json" },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  } catch (error) {
    throw new ApiProblem(error.name === "TimeoutError" ? "timeout" : "network");
  }
}

async function jsonOf(response) {
  if (!/\bjson\b/i.test(response.headers.get("Content-Type") ?? "")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function problemOf(response, body) {
  const text = (value) => (typeof value === "string" && value ? value : null);
  const seconds = Number(body?.retry_after ?? response.headers.get("Retry-After") ?? Number.NaN);
  const code = text(body?.code) ?? (response.status === 401 ? "unauthenticated" : "unreadable_answer");
  return new ApiProblem(code, {
    status: response.status,
    title: text(body?.title),
    detail: text(body?.detail) ?? (body ? null : `HTTP ${response.status}`),
    reason: text(body?.reason),
    provider: text(body?.provider),
    retryAfter: Number.isFinite(seconds) ? seconds : null,
    reauthorizeUrl: text(body?.reauthorize_url),
  });
}

async function send(method, path) {
  const response = await exchange(method, path);
  if (response.status === 204) return null;
  const body = await jsonOf(response);
  if (!response.ok) {
    const problem = problemOf(response, body);
    if (response.status === 401) tellUnauthenticated();
    throw problem;
  }
  if (method === "GET" && (body === null || typeof body !== "object")) throw new ApiProblem("unreadable_answer");
  return body;
}

export const api = {
  providers: () => send("GET", "/providers"),
  me: () => send("GET", "/me"),
  page: (path) => send("GET", path),
  disconnect: (provider) => send("DELETE", `/me/connections/${encodeURIComponent(provider)}`),
  logout: () => send("POST", "/logout"),
};
