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
  outages: {}, // by provider: why a list could not be loaded, as a sentence
};

let changed = () => {};

export function onChange(listener) {
  changed = listener;
}

function change(values) {
  Object.assign(state, values);
  changed();
}

// A render replaces parts of the page, so an equal value causes none.
export function update(name, value) {
  if (JSON.stringify(value) !== JSON.stringify(state[name])) change({ [name]: value });
}

// Asked for while the dictionary is still on its way.
let firstProviders = api.providers();
firstProviders.catch(() => {});

const signedOut = { signedIn: false, canSetUp: false, user: null, connections: [], todo: null, keys: null,
  outages: {} };

// Another window has signed another user in.
const isOther = (me) => me && state.user && state.user.id !== me.user?.id;

let loads = 0;
let shown = 0; // the latest load whose data the page shows

export async function load() {
  const order = ++loads;
  const providers = firstProviders ?? api.providers();
  firstProviders = null;
  const { signed_in: signedIn, can_set_up: canSetUp = false, items } = await providers;
  if (!signedIn) {
    change({ ...signedOut, canSetUp, providers: items ?? [] });
    return;
  }
  const { signedIn: wasSignedIn } = state;
  try {
    const [me, todo, keys] = await Promise.all([api.me(), optional(api.todo), optional(api.keys)]);
    // The user has signed out meanwhile, or a later load was faster.
    if ((wasSignedIn && !state.signedIn) || order < shown) return;
    shown = order;
    if (isOther(me)) return location.reload();
    change({ signedIn: true, canSetUp: false, providers: items ?? [], user: me.user ?? null,
      connections: me.connections ?? [], todo: todo ?? state.todo, keys: keys?.items ?? state.keys });
  } catch (problem) {
    const values = problem.status === 401 ? signedOut : wasSignedIn ? {} : { signedIn: true, connections: null };
    change({ ...values, providers: items ?? [] });
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
  const [me, todo] = await Promise.all([optional(api.me), optional(api.todo)]);
  if (isOther(me)) return location.reload();
  if (state.signedIn && todo) update("todo", todo);
}

export const keysChanged = (keys) => update("keys", keys);

export function signOutHere() {
  change(signedOut);
}

export function connectionOf(provider) {
  return state.connections?.find((connection) => connection.provider === provider) ?? null;
}

// A service refuses an ended consent only at its next use.
export const hasEnded = (connection) =>
  connection.state === "reauthorization_required" || connection.days_left === 0;
