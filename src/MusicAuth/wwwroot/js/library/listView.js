import { announce, button, el } from "../dom.js";
import { count, formatNumber, providerName } from "../format.js";
import { webUrl } from "../links.js";
import { describeProblem, problemDetail } from "../words/problems.js";
import { describeReauthorization } from "../words/reauthorization.js";
import { sourceNotes } from "./sources.js";

function summaryOf(list, kind) {
  if (!list.items.length) return "";
  const shown = list.items.length;
  if (!list.hasMore) return count(shown, ...kind.nouns);
  return list.total === null ? `${count(shown, ...kind.nouns)} so far`
    : `${formatNumber(shown)} of ${count(list.total, ...kind.nouns)}`;
}

function perSource(list) {
  const known = [...list.sources.values()].filter((source) => Number.isFinite(source.total));
  if (known.length < 2) return "";
  return known.map(({ provider, total }) => `${providerName(provider)} ${formatNumber(total)}`).join(", ");
}

function problemBox(list, kind, actions) {
  const { problem } = list;
  const lost = problem.code === "reauthorization_required";
  const href = webUrl(problem.reauthorizeUrl);
  const sentence = kind.explain?.(problem) ?? (lost
    ? describeReauthorization(problem.provider ?? kind.provider, problem.reason, { url: href, detail: problem.detail })
    : describeProblem(problem, kind.provider));
  const detail = problemDetail(problem);
  const startsOver = problem.code === "invalid_parameter";
  return el("div", { className: "banner problem", role: "alert", testid: "library-problem", "data-code": problem.code },
    el("div", {}, el("p", {}, sentence), detail && detail !== sentence && el("p", { className: "quiet" }, detail)),
    href ? el("a", { className: "button", href },
      problem.reason === "missing_scope" ? "Grant permission" : "Sign in again")
      : button(startsOver ? "Reload" : "Try again", startsOver ? actions.reload : actions.more,
        { testid: "retry" }));
}

function skeleton() {
  return el("ul", { className: "items", "aria-hidden": "true" }, Array.from({ length: 6 }, () =>
    el("li", { className: "item ghost" }, el("span", { className: "cover empty" }),
      el("div", { className: "words" }, el("span", { className: "bar" }), el("span", { className: "bar short" })))));
}

// Shows one PagedList. It only appends items, so that focus and images are kept.
export class ListView {
  constructor(list, kind, reload, tools = []) {
    Object.assign(this, { list, kind, actions: { reload, more: () => this.more() } });
    this.notes = el("div");
    this.summary = el("p", { className: "quiet summary", testid: "summary" });
    this.ghosts = skeleton();
    this.items = el(kind.ordered ? "ol" : "ul", { className: `items ${kind.layout ?? ""}`, testid: kind.testid,
      "aria-label": kind.label });
    this.after = el("div");
    this.moreButton = button("Show more", this.actions.more, { testid: "load-more" });
    this.node = el("div", { className: "list" },
      el("div", { className: "head" }, this.summary, el("div", { className: "tools" }, tools)),
      this.notes, this.ghosts, this.items, this.after, el("p", { className: "more" }, this.moreButton));
    this.render();
    if (list.loading || (!list.loaded && !list.problem)) this.more();
  }

  async more() {
    const before = this.list.items.length;
    const hadFocus = this.node.contains(document.activeElement);
    const loading = this.list.load();
    this.render();
    await loading;
    this.render();
    if (!this.node.isConnected) return;
    if (!this.list.problem) announce(`${count(this.list.items.length, ...this.kind.nouns)} shown.`);
    if (hadFocus && !this.node.contains(document.activeElement)) this.focusOn(before);
  }

  // The focused button is gone: move the focus to the first new item, or to the link or button of the problem.
  focusOn(index) {
    const wayOut = this.after.querySelector("a, button");
    const item = this.items.children[index] ?? this.items.lastElementChild;
    if (!wayOut) item?.setAttribute("tabindex", "-1");
    (wayOut ?? item)?.focus();
  }

  render() {
    const { list, kind } = this;
    const first = list.loading && !list.loaded;
    this.node.setAttribute("aria-busy", String(list.loading));
    this.notes.replaceChildren(...[sourceNotes(list)].filter(Boolean));
    const sources = list.items.length ? perSource(list) : "";
    this.summary.textContent = first ? "Loading…" : summaryOf(list, kind) + (sources ? ` (${sources})` : "");
    this.ghosts.hidden = !first;
    this.items.append(...list.items.slice(this.items.children.length).map(kind.item));
    this.items.hidden = list.items.length === 0;
    this.after.replaceChildren(...[this.ending()].filter(Boolean));
    this.moreButton.hidden = first || !list.hasMore || list.problem !== null;
    this.moreButton.textContent = list.loading ? "Loading…" : "Show more";
    this.moreButton.setAttribute("aria-disabled", String(list.loading));
  }

  ending() {
    const { list, kind } = this;
    if (list.problem) return problemBox(list, kind, this.actions);
    if (list.items.length || list.loading || !list.loaded) return null;
    if (list.hasMore) return null;
    return el("p", { className: "empty-text", testid: "empty" },
      list.complete ? kind.empty : "MusicAuth cannot load this list at the moment. Try again later.");
  }
}
