import { providerName } from "../format.js";
import { t } from "../i18n.js";

function parse(text) {
  const pasted = text.trim();
  try {
    // Some browsers leave out the scheme when an address is copied.
    return new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(pasted) ? pasted : `http://${pasted}`);
  } catch {
    return null;
  }
}

const belongsTo = (url, provider) =>
  url.hostname === `${provider}.com` || url.hostname.endsWith(`.${provider}.com`);

function findProblem(url, provider) {
  if (!url) return t("guide.problems.noAddress");
  if (belongsTo(url, provider)) return t("guide.problems.atService", { service: providerName(provider) });
  const path = `/callback/${provider}`;
  if (!url.pathname.endsWith(path)) return t("guide.problems.otherAddress", { path });
  if (!url.searchParams.get("state") || !(url.searchParams.get("code") || url.searchParams.get("error"))) {
    return t("guide.problems.incomplete");
  }
  return null;
}

// Returns the query of the pasted address, or a problem as a sentence.
export function readPasted(text, provider) {
  if (!text.trim()) return { problem: t("guide.problems.empty") };
  const url = parse(text);
  const problem = findProblem(url, provider);
  return problem ? { problem } : { search: url.search };
}
