import { t } from "../i18n.js";
import { freshSignInLink } from "../views/freshSignIn.js";
import { describeProblem, problemDetail } from "./problems.js";

function sentence(problem) {
  if (problem.code === "invalid_parameter") return problemDetail(problem) ?? t("keys.problems.refused");
  if (problem.code === "limit_reached") return t("keys.problems.tooMany");
  return describeProblem(problem);
}

// The sentence, and the link to a fresh sign-in where MusicAuth requires one.
export function withFreshSignIn(text, problem) {
  const link = freshSignInLink(problem);
  return link ? [text, " ", link] : [text];
}

export const describeKeyProblem = (problem) => withFreshSignIn(sentence(problem), problem);
