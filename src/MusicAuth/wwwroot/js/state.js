import { api, ApiProblem } from "./api.js";

export const state = {
  signedIn: false,
  providers: [],
  user: null,
  connections: [], // null: loading them failed
  claim: null,
  canSetUp: false, // this browser may set up an instance without owner
  todo: null, // { count, items }; null: not known
  keys: null, // null: not known
  outages: {}, // by provider: the problem of a list that could not be loaded
};

const listeners = new Set();

// The listener receives the names of what has changed.
export function onChange(listener) {
  listeners.add(listener);
}

function change(values) {
  Object.assign(state, values);
  for (const listener of listeners) listener(Object.keys(values));
}

// Asked for while the dictionary is still on its way.
let firstProviders = api.providers();
firstProviders.catch(() => {});

const signedOut = { signedIn: false, canSetUp: false, user: null, connections: [], todo: null, keys: null,
  outages: {} };

export async function load() {
  const providers = firstProviders ?? api.providers();
  firstProviders = null;
  const { signed_in: signedIn, can_set_up: canSetUp = false, items } = await providers;
  if (!signedIn) {
    change({ ...signedOut, canSetUp, providers: items ?? [] });
    return;
  }
  try {
    const [me, todo, keys] = await Promise.all([api.me(), optional(api.todo), optional(api.keys)]);
    change({ signedIn: true, canSetUp: false, providers: items ?? [], user: me.user ?? null,
      connections: me.connections ?? [], todo, keys: keys?.items ?? null });
  } catch (problem) {
    change({ signedIn: problem.status !== 401, providers: items ?? [], user: null, connections: null });
    throw problem;
  }
}

// The page works without these parts, for example while a service is down.
async function optional(read) {
  try {
    return await read();
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status === 401) throw problem;
    return null;
  }
}

export async function loadTodo() {
  const todo = await optional(api.todo);
  if (state.signedIn && todo) change({ todo });
}

export function keysChanged(keys) {
  change({ keys });
}

export function signOutHere() {
  change(signedOut);
}

export function connectionOf(provider) {
  return state.connections?.find((connection) => connection.provider === provider) ?? null;
}

// A service refuses an ended consent only at its next use.
export const hasEnded = (connection) =>
  connection.state === "reauthorization_required" || connection.days_left === 0;

// A service that refuses one playlist is not out.
const outageCodes = new Set(["provider_unavailable", "provider_rate_limited", "provider_app_unhealthy"]);

// A list can learn before the page that a consent is gone or that a service is down. Returns whether to load again.
export function learn(sources) {
  const outages = { ...state.outages };
  for (const { provider, status, problem } of sources) {
    if (["unavailable", "stale"].includes(status) && outageCodes.has(problem?.code)) outages[provider] = problem;
    else delete outages[provider];
  }
  const shape = (all) => JSON.stringify(Object.entries(all).map(([name, problem]) => [name, problem.code]));
  if (shape(outages) !== shape(state.outages)) change({ outages });
  return sources.some(({ provider, status, problem }) => status === "reauthorization_required"
    && problem?.reason !== "missing_scope" && connectionOf(provider)?.state === "active");
}
