import { api, ApiProblem } from "../api.js";
import { known, t } from "../i18n.js";
import { keysChanged } from "../state.js";

const interval = 3000;
const triesForTheResource = 4;

// The activity is written in batches, so it can name what was read only a little later.
async function resourceRead(key) {
  const { items } = await api.page("/me/activity?limit=50");
  return (items ?? []).find((entry) => entry.caller?.kind === "key" && entry.caller.id === key.id
    && entry.kind === "read")?.data ?? null;
}

// Asks while the page is visible until the key has been used, and reports that in a sentence. Returns a function
// that ends the waiting.
export function waitForFirstCall(key, report) {
  let left = triesForTheResource;
  const check = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const { items } = await api.keys();
      if (!(items ?? []).some(({ id, last_used_at: at }) => id === key.id && at)) return;
      keysChanged(items);
      const resource = await resourceRead(key);
      left -= 1;
      report(resource ? t("connect.read", { name: key.name, what: known("connect.resources", resource,
        "connect.resources.other") }) : t("connect.called", { name: key.name }));
      if (resource || left <= 0) clearInterval(timer);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
    }
  };
  const timer = setInterval(check, interval);
  return () => clearInterval(timer);
}
