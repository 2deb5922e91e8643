import { announce } from "../dom.js";
import { clearProblem } from "../views/notices.js";

// After a success, the problem of an earlier attempt is no longer true.
export function done(sentence) {
  clearProblem();
  announce(sentence);
}
