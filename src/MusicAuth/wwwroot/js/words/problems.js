import { capital, providerName, waitingTime } from "../format.js";
import { has, known, t } from "../i18n.js";

const tryAgain = (retryAfter) => {
  const time = waitingTime(retryAfter);
  return time ? t("problems.tryAgainIn", { time }) : t("problems.tryAgain");
};

// `provider` is used where the problem names no provider.
export function describeProblem(problem, provider = null) {
  const service = providerName(problem.provider ?? provider);
  const values = { service, tryAgain: tryAgain(problem.retryAfter ?? problem.retry_after) };
  const reason = `problems.reasons.${problem.code}.${problem.reason}`;
  return capital(problem.reason && /^\w+$/u.test(problem.reason) && has(reason) ? t(reason, values)
    : known("problems.codes", problem.code, "problems.unknown", values));
}

// For these codes the detail says something that the sentence above cannot say.
const withDetail = new Set(["invalid_parameter", "configured_elsewhere", "limit_reached"]);

// The broker's details are English.
export function problemDetail(problem) {
  return withDetail.has(problem.code) && document.documentElement.lang === "en" ? problem.detail : null;
}
