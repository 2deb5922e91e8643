import { accountApi } from "../account/api.js";
import { problemBox } from "../account/panel.js";
import { focusServices, showProblem } from "../actions.js";
import { forgetLinkQuestion } from "../address.js";
import { ApiProblem } from "../api.js";
import { loadAgain } from "../connectionChanges.js";
import { button, byId, el } from "../dom.js";
import { formatMoment, providerName } from "../format.js";
import { parts, t } from "../i18n.js";
import { state } from "../state.js";
import { showAlert } from "./notices.js";

const accountOf = ({ provider, account_id: id, display_name: name }) => parts(
  name ? "link.account" : "link.accountWithoutName", { service: providerName(provider),
    name: el("strong", {}, name ?? id), id: el("code", {}, id) });

async function ownAccounts() {
  try {
    return (await accountApi.identities()).items ?? [];
  } catch {
    return [];
  }
}

function you(identities) {
  const accounts = identities.map((identity) => el("li", {}, accountOf(identity)));
  return [
    el("p", {}, ...parts(accounts.length ? "link.youWith" : "link.you",
      { name: el("strong", {}, state.user?.display_name ?? t("page.namelessUser")) })),
    accounts.length > 0 && el("ul", { testid: "link-yours" }, accounts),
  ];
}

// After these problems the user can no longer answer: MusicAuth has erased the tokens of the account, or the session
// has ended.
const final = new Set(["not_found", "unauthenticated", "account_linked_elsewhere", "account_mismatch",
  "registration_closed"]);

// Asks whether the new account belongs to the user. `done` receives true, false or a final problem.
function question(link, identities, done) {
  const service = providerName(link.provider);
  const ends = formatMoment(link.expires_at);
  const setBusy = (isBusy) => {
    for (const one of node.querySelectorAll("button")) one.setAttribute("aria-disabled", String(isBusy));
  };
  const answer = (accept) => async (event) => {
    if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
    setBusy(true);
    try {
      await accountApi.answerPendingLink(accept);
    } catch (problem) {
      setBusy(false);
      if (final.has(problem.code)) done(problem, link);
      else showProblem(t("link.failed"), problem, link.provider);
      return;
    }
    done(accept, link);
  };
  const node = el("div", { className: "card link-question", testid: "link-question", role: "group",
    "aria-labelledby": "link-title" },
  el("h2", { id: "link-title", tabindex: "-1" }, t("link.title", { service })),
  ...you(identities),
  el("p", { testid: "link-new" }, ...parts("link.new", { account: el("span", {}, ...accountOf(link)) })),
  el("p", {}, t("link.consequence", { service })),
  el("div", { className: "actions" },
    button(t("link.accept"), answer(true), { className: "primary", testid: "link-accept" }),
    button(t("link.refuse"), answer(false), { testid: "link-refuse" })),
  ends && el("p", { className: "quiet" }, t("link.ends", { ends })));
  return node;
}

// After the answer the page follows `goOn`, an address of this site, where there is one.
async function answered(outcome, link, goOn) {
  const service = providerName(link?.provider);
  if (outcome === true || outcome === false) {
    await loadAgain();
    if (goOn) location.assign(goOn);
    else if (outcome) {
      showAlert({ title: t("arrival.connected", { service, name: link.display_name ?? link.account_id }), kind: "good",
        text: t("link.accepted") });
    } else {
      showAlert({ title: t("link.nothing"), kind: "good", text: t("link.refused", { service }) });
    }
    focusServices();
  } else if (outcome.code === "not_found") {
    showAlert({ title: t("link.gone"), kind: "warning", text: t("link.goneText") });
  } else {
    showProblem(t("link.failed"), outcome, link?.provider);
  }
}

// Shows the question if an account is waiting.
export async function askAboutLink(goOn) {
  const section = byId("link");
  const done = (outcome, link) => {
    const hadFocus = section.contains(document.activeElement);
    section.hidden = true;
    section.replaceChildren();
    forgetLinkQuestion();
    if (hadFocus) focusServices();
    answered(outcome, link, goOn);
  };
  let link;
  try {
    link = await accountApi.pendingLink();
  } catch (problem) {
    if (final.has(problem.code)) {
      done(problem, null);
      return;
    }
    if (!(problem instanceof ApiProblem)) throw problem;
    section.replaceChildren(el("h2", { id: "link-title", tabindex: "-1" }, t("link.failed")),
      problemBox(problem, () => askAboutLink(goOn)));
    section.hidden = false;
    byId("link-title").focus();
    return;
  }
  section.replaceChildren(question(link, await ownAccounts(), done));
  section.hidden = false;
  byId("link-title").focus();
}
