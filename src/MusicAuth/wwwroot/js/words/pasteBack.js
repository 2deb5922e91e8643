import { providerName } from "../format.js";

function parse(text) {
  const typed = text.trim();
  try {
    // Some browsers leave out the scheme when an address is copied.
    return new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`);
  } catch {
    return null;
  }
}

const isOf = (url, provider) => url.hostname === `${provider}.com` || url.hostname.endsWith(`.${provider}.com`);

function whatIsWrong(url, provider) {
  const name = providerName(provider);
  if (!url) return "That is no web address. Copy the whole address line of the tab that ended with an error page.";
  if (isOf(url, provider)) {
    return `That is still an address of ${name}. Agree there first; then copy the address that the tab ends at.`;
  }
  if (!url.pathname.endsWith(`/callback/${provider}`)) {
    return `That is another address. The right one has /callback/${provider} in it, followed by a question mark.`;
  }
  if (!url.searchParams.get("state") || !(url.searchParams.get("code") || url.searchParams.get("error"))) {
    return "Something is missing at its end. Copy the whole address line: it is long, and goes on after the question "
      + "mark with code and state.";
  }
  return null;
}

// What the person pasted: the query to go on with, or a sentence that says what to do instead.
export function readPasted(text, provider) {
  if (!text.trim()) return { problem: "Paste the address of the tab here first." };
  const url = parse(text);
  const problem = whatIsWrong(url, provider);
  return problem ? { problem } : { search: url.search };
}
