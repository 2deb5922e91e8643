import { accountRoute } from "../address.js";
import { state } from "../state.js";

// The music loads when it is first shown: a visitor who is not signed in needs none of it.
let view = null;
let loading = null;

const isShown = () => state.signedIn && state.connections?.length > 0 && accountRoute() === null;

async function loadView() {
  view = await import("./view.js");
  view.renderLibrary();
}

export function renderLibrary() {
  if (view) view.renderLibrary();
  else if (isShown()) loading ??= loadView();
}

export const forgetLists = () => view?.forgetLists();

export const routeChanged = () => view?.routeChanged();
