import { refresh } from "../actions.js";
import { onSources } from "../api.js";
import { connectionOf, state, update } from "../state.js";
import { describeProblem } from "../words/problems.js";

// A service that refuses one playlist is not out.
const outageCodes = new Set(["provider_unavailable", "provider_rate_limited", "provider_app_unhealthy"]);

// A list can learn before the page that a consent is gone or that a service is down.
function learn(sources) {
  const outages = { ...state.outages };
  for (const { provider, status, problem } of sources) {
    if (["unavailable", "stale"].includes(status) && outageCodes.has(problem?.code)) {
      outages[provider] = describeProblem(problem, provider);
    } else {
      delete outages[provider];
    }
  }
  update("outages", outages);
  const isNews = sources.some(({ provider, status, problem }) => status === "reauthorization_required"
    && problem?.reason !== "missing_scope" && connectionOf(provider)?.state === "active");
  if (isNews) refresh({ isQuiet: true });
}

export const watchSources = () => onSources(learn);
