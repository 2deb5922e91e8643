import { answerRequest } from "../account/requestAnswer.js";
import { showProblem } from "../actions.js";
import { button, byId } from "../dom.js";
import { t } from "../i18n.js";
import { loadTodo } from "../state.js";
import { clearAlert } from "./notices.js";

// The owner lets a person in, or refuses the request, with these two buttons.
export function answerButtons(request) {
  const answer = (admit) => async () => {
    clearAlert();
    try {
      await answerRequest(request, admit);
    } catch (problem) {
      showProblem(t("requests.failed"), problem);
      return;
    }
    await loadTodo();
    byId("todo-title").focus();
  };
  return [button(t("requests.admit"), answer(true), { className: "primary", testid: "todo-admit" }),
    button(t("requests.refuse"), answer(false), { testid: "todo-refuse" })];
}
