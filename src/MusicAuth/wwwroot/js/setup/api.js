import { send } from "../api.js";

const restoreMilliseconds = 600_000;

function formOf(values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  return form;
}

const pathOf = (provider) => `/setup/providers/${encodeURIComponent(provider)}`;

// The requests of the set-up, which also works without a session.
export const setupApi = {
  setup: () => send("GET", "/setup/providers", null, { quiet: true }),
  setUp: (provider, app) => send("PUT", pathOf(provider), app, { quiet: true }),
  removeSetup: (provider) => send("DELETE", pathOf(provider), null, { quiet: true }),
  restore: (file, passphrase) => send("POST", "/setup/restore", formOf({ file, passphrase }),
    { quiet: true, timeout: restoreMilliseconds }),
  isReady: () => fetch("/health/ready", { cache: "no-store" }).then((answer) => answer.ok, () => false),
};
