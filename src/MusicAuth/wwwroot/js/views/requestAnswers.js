import { accountApi } from "../account/api.js";
import { answerButtons, askingSentence } from "../account/requestAnswer.js";
import { ApiProblem } from "../api.js";
import { byId, el } from "../dom.js";
import { loadTodo } from "../state.js";

async function answered() {
  await loadTodo();
  byId("todo-title").focus();
}

async function load() {
  try {
    return (await accountApi.requests()).items ?? [];
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem;
    return [];
  }
}

// The sentence and the buttons of each open request, by its id.
export async function openRequests() {
  return new Map((await load()).map((request) => [request.id, { title: askingSentence(request),
    actions: el("div", { className: "actions" }, answerButtons(request, answered, "todo-")) }]));
}
