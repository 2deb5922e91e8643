import { accountApi } from "../account/api.js";
import { announce, button, byId } from "../dom.js";
import { t } from "../i18n.js";
import { loadTodo } from "../state.js";
import { describeProblem } from "../words/problems.js";

// The owner lets a person in, or refuses the request, with these two buttons.
export function answerButtons(request) {
  const answer = (admit) => async (event) => {
    event.target.setAttribute("aria-disabled", "true");
    try {
      await accountApi.answerRequest(request, admit);
      announce(t(admit ? "requests.admitted" : "requests.refused"));
    } catch (problem) {
      if (!problem.code) throw problem;
      announce(describeProblem(problem));
    }
    await loadTodo();
    byId("todo-title").focus();
  };
  return [button(t("requests.admit"), answer(true), { className: "primary", testid: "todo-admit" }),
    button(t("requests.refuse"), answer(false), { testid: "todo-refuse" })];
}
