import { announce, button, el } from "../dom.js";
import { providerName, waitingTime } from "../format.js";
import { has } from "../i18n.js";
import { webUrl } from "../links.js";
import { describeProblem, problemDetail } from "../words/problems.js";
import { describeReauthorization } from "../words/reauthorization.js";
import { logo } from "./items.js";
import { lost } from "./source.js";
import { formatTime, text } from "./words.js";

function numbers(source, listed, name) {
  const { whole, leftOut: count } = source;
  const part = whole === listed && !source.hasMore ? text("source.whole", { listed, name })
    : whole === null ? text("source.soFar", { listed, name }) : text("source.part", { listed, whole, name });
  return count > 0 ? text("source.leftOut", { part, count }) : part;
}

function sentenceOf(problem, name) {
  const { provider, code, reason, detail } = problem;
  if (code === lost) {
    return describeReauthorization(provider, reason, { url: webUrl(problem.reauthorizeUrl), detail });
  }
  const own = `problem.${reason === "quota_exceeded" ? reason : code}`;
  return has(`library.${own}`) ? text(own, { name }) : describeProblem(problem, provider);
}

function remedy(source, problem, name) {
  const href = webUrl(problem.reauthorizeUrl);
  if (!href) {
    return button(text(source.retryAt ? "tryNow" : "tryAgain"), () => source.retry(),
      { className: "small", testid: "retry" });
  }
  const key = problem.reason === "missing_scope" ? "grant" : "signIn";
  return el("a", { className: "button small", href, testid: `heal-${source.provider}` }, text(key, { name }));
}

function note(source, kind, name, countdown) {
  const { stale } = source;
  const problem = source.problem ?? (stale?.code && stale);
  if (!problem) return null;
  const known = { ...problem, provider: problem.provider ?? source.provider };
  const explained = kind.explain?.(known);
  const sentence = explained ?? sentenceOf(known, name);
  const detail = explained ? null : problemDetail(known);
  return el("div", { className: "note", testid: "library-problem", "data-code": known.code },
    el("p", {}, !explained && [text(source.items.length ? "source.kept" : "source.nothing", { name }), " "], sentence,
      detail && detail !== sentence && ` (${detail})`),
    el("p", { className: "actions" }, countdown, remedy(source, problem, name)));
}

function stateOf({ problem, stale }) {
  if (!problem) return stale ? "stale" : "ok";
  return problem.code === lost ? lost : "unavailable";
}

// What a list has from one service, from when it is, and why there is no more.
export class SourceLine {
  #shown = "";
  #code = null;

  constructor(source, kind) {
    Object.assign(this, { source, kind });
    this.countdown = el("span", { className: "quiet", testid: "countdown" });
    this.age = el("time");
    this.node = el("li", { className: "source", testid: `source-${source.provider}` });
  }

  show(listed) {
    const { source, kind } = this;
    const name = providerName(source.provider);
    const { problem } = source;
    this.tick();
    // The cause can become known after the problem.
    const cause = problem && sentenceOf({ ...problem, provider: problem.provider ?? source.provider }, name);
    const shown = JSON.stringify([listed, source.whole, source.leftOut, source.fetchedAt, source.started, problem?.code,
      problem?.reason, cause, source.stale]);
    if (shown === this.#shown) return;
    const hadFocus = this.node.contains(document.activeElement);
    this.#shown = shown;
    this.node.dataset.status = stateOf(source);
    this.age.dateTime = source.fetchedAt ?? "";
    this.node.replaceChildren(...[
      el("p", {}, logo(source.provider), el("span", {}, el("span", { testid: `numbers-${source.provider}` },
        source.started ? numbers(source, listed, name) : name), source.fetchedAt && [" ", this.age])),
      note(source, kind, name, this.countdown),
    ].filter(Boolean));
    if (hadFocus) this.node.querySelector("a, button")?.focus();
    if (problem && problem.code !== this.#code) announce(this.node.querySelector(".note p").textContent);
    this.#code = problem?.code ?? null;
  }

  tick() {
    const { retryAt, busy, fetchedAt } = this.source;
    const wait = retryAt === null ? null : Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    this.countdown.textContent = wait === null ? (busy ? text("trying") : "")
      : text("again", { wait: waitingTime(wait) });
    // After midnight the time needs its date.
    const age = fetchedAt && text("source.asOf", { time: formatTime(fetchedAt) });
    if (age !== this.age.textContent) this.age.textContent = age;
  }
}
