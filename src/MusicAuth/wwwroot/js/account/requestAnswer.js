import { announce } from "../dom.js";
import { t } from "../i18n.js";
import { accountApi } from "./api.js";

// The owner lets a person in, or refuses. A request that is gone has been answered in another window.
export async function answerRequest(id, admit) {
  try {
    await accountApi.answerRequest(id, admit);
    announce(t(admit ? "requests.admitted" : "requests.refused"));
  } catch (problem) {
    if (problem.code !== "not_found") throw problem;
  }
}
