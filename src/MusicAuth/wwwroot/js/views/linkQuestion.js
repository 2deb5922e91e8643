import { forgetLinkQuestion } from "../address.js";
import { api } from "../api.js";
import { button, byId, el } from "../dom.js";
import { formatMoment, providerName } from "../format.js";
import { state } from "../state.js";

const accountOf = ({ provider, account_id: id, display_name: name }) => [
  `${providerName(provider)} account `, el("strong", {}, name ?? id), name && [" (", el("code", {}, id), ")"],
];

async function ownAccounts() {
  try {
    return (await api.identities()).items ?? [];
  } catch {
    return [];
  }
}

function you(identities) {
  const accounts = identities.map((identity) => el("li", {}, accountOf(identity)));
  return [
    el("p", {}, "You are signed in to MusicAuth as ",
      el("strong", {}, state.user?.display_name ?? "a user without a name"),
      accounts.length > 0 && ", with these accounts:"),
    accounts.length > 0 && el("ul", { testid: "link-yours" }, accounts),
  ];
}

// Asks whether the new account belongs to the user. `answered` receives true, false or a problem.
function question(link, identities, answered) {
  const name = providerName(link.provider);
  const ends = formatMoment(link.expires_at);
  const answer = (accept) => async () => {
    for (const one of node.querySelectorAll("button")) one.setAttribute("aria-disabled", "true");
    try {
      await api.answerPendingLink(accept);
    } catch (problem) {
      answered(problem, link);
      return;
    }
    answered(accept, link);
  };
  const node = el("div", { className: "card link-question", testid: "link-question", role: "group",
    "aria-labelledby": "link-title" },
  el("h2", { id: "link-title", tabindex: "-1" }, `Is this ${name} account yours?`),
  ...you(identities),
  el("p", { testid: "link-new" }, "This browser has just signed in with the ", accountOf(link), "."),
  el("p", {}, `If you accept, MusicAuth connects this ${name} account, and everybody who can sign in to the account `
    + "can sign in here as you. Refuse if the account is not yours or if you did not start this sign-in. MusicAuth "
    + "then erases its tokens."),
  el("div", { className: "actions" },
    button("Accept", answer(true), { className: "primary", testid: "link-accept" }),
    button("Refuse", answer(false), { testid: "link-refuse" })),
  ends && el("p", { className: "quiet" }, `If you do not answer, MusicAuth refuses the account on ${ends}.`));
  return node;
}

// Shows the question if an account is waiting.
export async function askAboutLink(answered) {
  const section = byId("link");
  const done = (outcome, link) => {
    section.hidden = true;
    section.replaceChildren();
    forgetLinkQuestion();
    answered(outcome, link);
  };
  let link;
  try {
    link = await api.pendingLink();
  } catch (problem) {
    done(problem, null);
    return;
  }
  section.replaceChildren(question(link, await ownAccounts(), done));
  section.hidden = false;
  byId("link-title").focus();
}
