import { announce } from "../dom.js";
import { t } from "../i18n.js";
import { clearProblem, showAlert } from "../views/notices.js";

// After a success, the problem of an earlier attempt is no longer true.
export function done(sentence) {
  clearProblem();
  announce(sentence);
}

// MusicAuth shows a secret once. This user left the page before it arrived.
export const tellUnseen = (name, remedy) =>
  showAlert({ kind: "warning", title: t("keys.unseen", { name }), text: t(remedy) });
