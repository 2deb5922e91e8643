import { t } from "../i18n.js";
import { describeProblem, problemDetail } from "./problems.js";

export function describeKeyProblem(problem) {
  if (problem.code === "invalid_parameter") return problemDetail(problem) ?? t("keys.problems.refused");
  if (problem.code === "limit_reached") return t("keys.problems.tooMany");
  return describeProblem(problem);
}
