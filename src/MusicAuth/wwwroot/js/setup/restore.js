import { api, ApiProblem } from "../api.js";
import { byId, el } from "../dom.js";
import { sentenceList } from "../format.js";
import { language, t } from "../i18n.js";
import { showAlert } from "../views/notices.js";
import { describeProblem } from "../words/problems.js";
import { setupApi } from "./api.js";

const problemId = "restore-problem";

function field(id, label, attributes) {
  return el("p", { className: "field" }, el("label", { for: id }, label),
    el("input", { id, name: id, testid: id, "aria-describedby": problemId, ...attributes }));
}

// The broker's detail says what is wrong with the file, in English.
function describe(failure) {
  if (language === "en" && failure.detail && [400, 409].includes(failure.status)) return failure.detail;
  if (failure.code === "not_empty") return t("restore.notEmpty");
  if (failure.code === "invalid_parameter") return t("restore.refused");
  if (failure.status === 413) return t("restore.tooLarge");
  return [401, 403].includes(failure.status) ? t("setup.ownerLink") : describeProblem(failure);
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

async function waitUntil(isReady, seconds) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && await setupApi.isReady() !== isReady) await pause(300);
}

// The broker stops, restores, and starts again.
async function restarted() {
  await waitUntil(false, 5);
  await waitUntil(true, 60);
}

// A broker that still lets this browser set it up has no owner: the restore failed after the check of the file.
const isRestored = async () => !(await api.providers()).can_set_up;

const counted = (counts, least) => Object.keys(counts).filter((name) => counts[name] >= least)
  .map((name) => t(`restore.counts.${name}`, { count: counts[name] }));

function tell({ users, connections, api_keys: keys, ...lost }) {
  const back = counted({ users, connections, keys }, 0);
  const ended = counted({
    connections: lost.reauthorization_required + lost.deleted_connections,
    keys: lost.ended_api_keys,
  }, 1);
  showAlert({ kind: "good", title: t("restore.done"), text: [
    back.length && t("restore.back", { parts: sentenceList(back) }),
    ended.length && t("restore.ended", { parts: sentenceList(ended) }),
    t("restore.signIn")].filter(Boolean).join(" ") });
}

// Puts a backup of another MusicAuth into this one, which must be empty.
export function restoreForm(restored) {
  const problem = el("p", { className: "field-problem", id: problemId, role: "alert", testid: problemId });
  const submit = el("button", { type: "submit", className: "primary", testid: "restore-submit" }, t("restore.submit"));
  const form = el("form", { className: "card setup-form", testid: "restore-form", novalidate: true },
    el("p", {}, t("restore.intro")),
    field("restore-file", t("restore.file"), { type: "file" }),
    field("restore-passphrase", t("restore.passphrase"), { type: "password", autocomplete: "off" }),
    problem, el("div", { className: "actions" }, submit));
  const refuse = (sentence, id) => {
    problem.textContent = sentence;
    byId(id).setAttribute("aria-invalid", "true");
    byId(id).focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    problem.textContent = "";
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const [file] = byId("restore-file").files;
    const passphrase = byId("restore-passphrase").value;
    if (!file) return refuse(t("restore.fileMissing"), "restore-file");
    if (!passphrase) return refuse(t("restore.passphraseMissing"), "restore-passphrase");
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = t("restore.busy");
    try {
      const result = await setupApi.restore(file, passphrase);
      await restarted();
      if (!await isRestored()) return refuse(t("restore.failed"), "restore-passphrase");
      await restored();
      tell(result);
      byId("services-title").focus();
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      refuse(describe(failure), "restore-passphrase");
    } finally {
      submit.textContent = t("restore.submit");
      submit.setAttribute("aria-disabled", "false");
    }
  });
  return form;
}
