import { showProblem } from "../actions.js";
import { button } from "../dom.js";
import { providerName } from "../format.js";
import { t } from "../i18n.js";
import { clearProblem } from "../views/notices.js";
import { accountApi } from "./api.js";
import { done } from "./done.js";

const valuesOf = ({ account_id: account, display_name: name, provider }) =>
  ({ name: name ?? account, service: providerName(provider), account });

export const askingSentence = (request) => t("requests.asks", valuesOf(request));

// A request that is gone has been answered in another window.
async function send(id, admit) {
  try {
    await accountApi.answerRequest(id, admit);
    done(t(admit ? "requests.admitted" : "requests.refused"));
  } catch (problem) {
    if (problem.code !== "not_found") throw problem;
    clearProblem();
  }
}

// The buttons with which the owner lets a person in or refuses. `answered` follows an answer.
export function answerButtons(request, answered, prefix = "") {
  const values = valuesOf(request);
  const setBusy = (isBusy) => buttons.forEach((one) => one.setAttribute("aria-disabled", String(isBusy)));
  const answer = (admit) => async (event) => {
    if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
    setBusy(true);
    try {
      await send(request.id, admit);
    } catch (problem) {
      showProblem(t("requests.failed"), problem);
      return;
    } finally {
      setBusy(false);
    }
    await answered();
  };
  const buttons = [
    button(t("requests.admit"), answer(true), { className: "primary", testid: `${prefix}admit`,
      "aria-label": t("requests.admitLabel", values) }),
    button(t("requests.refuse"), answer(false), { testid: `${prefix}refuse`,
      "aria-label": t("requests.refuseLabel", values) }),
  ];
  return buttons;
}
