import { refresh, showProblem, showSignedOut, signOut } from "../actions.js";
import { accountRemoved } from "../connectionChanges.js";
import { t } from "../i18n.js";

// What the panels of the account do to the page as a whole.
export const actions = {
  showProblem,
  refresh,
  signOut,
  accountRemoved,
  signedOutEverywhere: () => showSignedOut(t("signOut.everywhere"), t("signOut.doneText")),
  deleted: () => showSignedOut(t("deletion.done"), t("deletion.doneText")),
};
