import { providerName } from "../format.js";

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
  const name = providerName(provider);
  if (!url) return "This is not a web address. Copy the whole address of the tab that shows the error page.";
  if (belongsTo(url, provider)) {
    return `This is still an address of ${name}. Agree there first, then copy the address of the error page.`;
  }
  if (!url.pathname.endsWith(`/callback/${provider}`)) {
    return `This is another address. The right address contains /callback/${provider}, followed by a question mark.`;
  }
  if (!url.searchParams.get("state") || !(url.searchParams.get("code") || url.searchParams.get("error"))) {
    return "The end of the address is missing. Copy the whole address: it is long and contains code and state after "
      + "the question mark.";
  }
  return null;
}

// Returns the query of the pasted address, or a problem as a sentence.
export function readPasted(text, provider) {
  if (!text.trim()) return { problem: "Paste the address of the tab here first." };
  const url = parse(text);
  const problem = findProblem(url, provider);
  return problem ? { problem } : { search: url.search };
}
