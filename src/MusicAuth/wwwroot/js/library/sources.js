import { el } from "../dom.js";
import { count, formatMoment, providerName } from "../format.js";
import { webUrl } from "../links.js";
import { describeProblem, problemDetail } from "../words/problems.js";
import { describeReauthorization } from "../words/reauthorization.js";

export function problemOfSource({ provider, problem }) {
  if (!problem) return null;
  const { code, detail, reason, retry_after: retryAfter } = problem;
  return { code, detail, reason, retryAfter, provider };
}

function staleNote(source, name) {
  const at = formatMoment(source.fetched_at);
  const problem = problemOfSource(source);
  return [`This is an older list from ${name}${at ? `, loaded on ${at}` : ""}. `,
    problem && describeProblem(problem)];
}

function unavailableNote(source, name) {
  const problem = problemOfSource(source);
  const detail = problem && problemDetail(problem);
  return [`This list contains nothing from ${name}. `, problem ? describeProblem(problem) : "Try again in a moment.",
    detail && ` (${detail})`];
}

function reauthorizeNote(source, name) {
  const href = webUrl(source.reauthorize_url);
  const { reason, detail } = source.problem ?? {};
  return [`This list contains nothing from ${name}. `,
    describeReauthorization(source.provider, reason, { url: href, detail }),
    " ", href && el("a", { href }, reason === "missing_scope" ? `Grant permission at ${name}` : `Sign in to ${name}`)];
}

const notes = { stale: staleNote, unavailable: unavailableNote, reauthorization_required: reauthorizeNote };

function note(source) {
  const write = notes[source.status];
  return write && el("li", { className: `note ${source.status}`, testid: `source-${source.provider}`,
    "data-status": source.status }, el("p", {}, ...write(source, providerName(source.provider)).filter(Boolean)));
}

function droppedNote(source) {
  return source.dropped > 0 && el("li", { className: "note", testid: `dropped-${source.provider}` },
    el("p", {}, `${count(source.dropped, "entry", "entries")} that ${providerName(source.provider)} no longer offers `
      + `${source.dropped === 1 ? "is" : "are"} not shown.`));
}

export function sourceNotes(list) {
  const entries = [...list.sources.values()].flatMap((source) => [note(source), droppedNote(source)]).filter(Boolean);
  return entries.length ? el("ul", { className: "notes", testid: "sources" }, entries) : null;
}
