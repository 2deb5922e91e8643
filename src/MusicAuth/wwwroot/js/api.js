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
let reportSources = () => {};

export function onUnauthenticated(listener) {
  reportUnauthenticated = listener;
}

// The listener receives what a list says about its services: [{ provider, status, problem }].
export function onSources(listener) {
  reportSources = listener;
}

const failed = ({ name }) => new ApiProblem(name === "TimeoutError" ? "timeout" : "network");

async function exchange(method, path, body, extra, timeout) {
  const headers = { Accept: "application/json, application/problem+json", ...extra };
  const isForm = body instanceof FormData; // the browser then sets the type with its boundary
  if (body && !isForm) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      body: isForm ? body : body ? JSON.stringify(body) : undefined,
      credentials: "same-origin",
      cache: "no-store",
      headers,
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    throw failed(error);
  }
}

async function jsonOf(response) {
  if (!/\bjson\b/i.test(response.headers.get("Content-Type") ?? "")) return null;
  try {
    return await response.json();
  } catch (error) {
    // Every other error comes from a broken or slow connection.
    if (response.ok && error.name !== "SyntaxError") throw failed(error);
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

// With `quiet`, a 401 is an answer like any other and does not mean that the session has ended.
export async function send(method, path, content = null,
  { quiet = false, headers = {}, timeout = timeoutMilliseconds } = {}) {
  const response = await exchange(method, path, content, headers, timeout);
  if (response.status === 204) return null;
  const body = await jsonOf(response);
  if (!response.ok) {
    const problem = problemOf(response, body);
    if (response.status === 401 && !quiet) reportUnauthenticated();
    throw problem;
  }
  if (method !== "DELETE" && (body === null || typeof body !== "object")) throw new ApiProblem("unreadable_answer");
  return body;
}

// The mode "no-store" adds "no-cache", with which MusicAuth asks the provider; with this header it can use its cache.
const cacheable = { "Cache-Control": "max-age=0" };

async function page(path, fresh = false) {
  try {
    const body = await send("GET", path, null, { headers: fresh ? {} : cacheable });
    reportSources(body.sources ?? []);
    return body;
  } catch (problem) {
    if (problem.provider && problem.reason !== "missing_scope") {
      reportSources([{ provider: problem.provider, status: problem.code === "reauthorization_required"
        ? problem.code : "unavailable", problem }]);
    }
    throw problem;
  }
}

// The requests of the first views; those of the other parts stand in account/api.js and setup/api.js.
export const api = {
  providers: () => send("GET", "/providers"),
  me: () => send("GET", "/me"),
  page,
  todo: () => send("GET", "/me/todo"),
  keys: () => send("GET", "/me/keys"),
  logout: () => send("POST", "/logout"),
};
