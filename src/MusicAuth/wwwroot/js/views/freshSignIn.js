import { el } from "../dom.js";
import { t } from "../i18n.js";
import { returningUrl } from "../links.js";

// The link for fresh_sign_in_required; null for every other problem.
export function freshSignInLink(problem) {
  const href = problem.code === "fresh_sign_in_required" ? returningUrl(problem.loginUrl) : null;
  return href && el("a", { href, testid: "fresh-sign-in" }, t("page.freshSignIn"));
}
