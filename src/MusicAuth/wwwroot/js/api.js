const timeoutMilliseconds = 30_000;

// Every failed request: a problem response of the broker, or a network failure.
export class ApiProblem extends Error {
  constructor(code, { status = null, title = null, detail = null, reason = null, provider = null,
    retryAfter = null, reauthorizeUrl = null, loginUrl = null } = {}) {
    super(code);
    Object.assign(this, { code, status, title, detail, reason, provider, retryAfter, reauthorizeUrl, loginUrl });
  }
}

let reportUnauthenticated = () => {};

export function onUnauthenticated(listener) {
  reportUnauthenticated = listener;
}

async function exchange(method, path, body, extra) {
  const headers = { Accept: "application/json, application/problem+json", ...extra };
  if (body) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      body: body ? JSON.stringify(body) : undefined,
      credentials: "same-origin",
      cache: "no-store",
      headers,
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
    loginUrl: text(body?.login_url),
  });
}

// The mode "no-store" adds "no-cache", with which MusicAuth asks the provider; with this header it can use its cache.
const cacheable = { "Cache-Control": "max-age=0" };

async function send(method, path, content = null, headers = {}) {
  const response = await exchange(method, path, content, headers);
  if (response.status === 204) return null;
  const body = await jsonOf(response);
  if (!response.ok) {
    const problem = problemOf(response, body);
    if (response.status === 401) reportUnauthenticated();
    throw problem;
  }
  if (method !== "DELETE" && (body === null || typeof body !== "object")) throw new ApiProblem("unreadable_answer");
  return body;
}

export const api = {
  providers: () => send("GET", "/providers"),
  me: () => send("GET", "/me"),
  page: (path, fresh = false) => send("GET", path, null, fresh ? {} : cacheable),
  disconnect: (provider, forget = false) =>
    send("DELETE", `/me/connections/${encodeURIComponent(provider)}${forget ? "?forget=true" : ""}`),
  identities: () => send("GET", "/me/identities"),
  removeIdentity: (id) => send("DELETE", `/me/identities/${encodeURIComponent(id)}`),
  pendingLink: () => send("GET", "/me/pending-link"),
  answerPendingLink: (accept) => send("POST", "/me/pending-link", { accept }),
  logout: () => send("POST", "/logout"),
  keys: () => send("GET", "/me/keys"),
  createKey: (key) => send("POST", "/me/keys", key),
  revokeKey: (id) => send("DELETE", `/me/keys/${encodeURIComponent(id)}`),
  sessions: () => send("GET", "/me/sessions"),
  endSession: (id) => send("DELETE", `/me/sessions/${encodeURIComponent(id)}`),
  endAllSessions: () => send("DELETE", "/me/sessions"),
  deleteMe: () => send("DELETE", "/me"),
  users: () => send("GET", "/users"),
  removeUser: (id) => send("DELETE", `/users/${encodeURIComponent(id)}`),
};
