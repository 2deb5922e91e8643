import { api } from "./api.js";

export const state = {
  signedIn: false,
  providers: [],
  user: null,
  connections: [], // null: loading them failed
  claim: null,
};

const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
}

function change(values) {
  Object.assign(state, values);
  for (const listener of listeners) listener(state);
}

export async function load() {
  const { signed_in: signedIn, items } = await api.providers();
  if (!signedIn) {
    change({ signedIn: false, providers: items ?? [], user: null, connections: [] });
    return;
  }
  try {
    const me = await api.me();
    change({ signedIn: true, providers: items ?? [], user: me.user ?? null, connections: me.connections ?? [] });
  } catch (problem) {
    change({ signedIn: problem.status !== 401, providers: items ?? [], user: null, connections: null });
    throw problem;
  }
}

export function signOutHere() {
  change({ signedIn: false, user: null, connections: [] });
}

export function connectionOf(provider) {
  return state.connections?.find((connection) => connection.provider === provider) ?? null;
}
