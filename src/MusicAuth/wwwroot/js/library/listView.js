import { announce, button, el } from "../dom.js";
import { providerName } from "../format.js";
import { SourceLine } from "./sourceLine.js";
import { VirtualList } from "./virtualList.js";
import { text } from "./words.js";

const skeleton = (kind) => el("ul", { className: `rows ghosts${kind.isGrid ? " grid" : ""}`, "aria-hidden": "true" },
  Array.from({ length: 6 }, () =>
    el("li", { className: "item ghost" }, el("span", { className: "cover" }),
    el("div", { className: "words" }, el("span", { className: "bar" }), el("span", { className: "bar short" })))));

const option = (value, label, chosen) => el("option", { value, selected: value === chosen }, label);

// Shows one MusicList. It is built once, and then only follows the list.
export class ListView {
  #announced = null;
  #startsOver = false;

  constructor(list, { filter }) {
    this.list = list;
    this.kind = list.kind;
    this.lines = list.sources.map((source) => new SourceLine(source, this.kind));
    this.rows = new VirtualList({ className: `rows${this.kind.isGrid ? " grid" : ""}`, testid: this.kind.testid,
      "aria-label": this.kind.label, write: this.kind.row, nearEnd: () => list.continue(),
      headroom: () => (getComputedStyle(this.tools).position === "sticky" ? this.tools.offsetHeight : 0) });
    this.summary = el("p", { className: "quiet", testid: "summary" });
    this.ghosts = skeleton(this.kind);
    this.after = el("p", { className: "after quiet" });
    this.tools = el("div", { className: "tools" }, this.#searchField(), this.#orderField(), filter);
    this.node = el("div", { className: "list" }, this.kind.about && el("p", { className: "quiet" }, this.kind.about),
      el("ul", { className: "sources", testid: "sources" }, this.lines.map((line) => line.node)),
      this.tools, el("div", { className: "status" }, this.summary, this.#loader(), this.#refresher()),
      this.ghosts, this.rows.node, this.after);
    list.start();
    list.shown = () => this.show();
    this.timer = setInterval(() => this.#tick(), 1000);
  }

  dispose() {
    clearInterval(this.timer);
    this.rows.dispose();
    this.list.shown = () => {};
  }

  show() {
    const { list, kind } = this;
    const { items, sources } = list;
    const starting = sources.some((source) => source.busy) && !list.arranged.length;
    for (const line of this.lines) {
      line.show(list.arranged.filter((item) => item.provider === line.source.provider).length);
    }
    this.node.setAttribute("aria-busy", String(sources.some((source) => source.busy)));
    this.summary.textContent = starting ? text("loading") : this.#summaryText();
    this.ghosts.hidden = !starting;
    this.rows.node.hidden = !items.length;
    this.rows.show(items, list.isEndless && list.isOpen ? list.total ?? -1 : items.length, !this.#startsOver);
    this.#startsOver = false;
    if (!items.length) list.continue();
    this.#showLoader();
    this.#showRefresher();
    const nothing = !starting && !list.arranged.length;
    for (const field of this.tools.querySelectorAll(".search, .order")) field.hidden = nothing;
    this.after.replaceChildren(...[starting ? null : this.#afterword()].filter(Boolean));
    const part = text(`count.${kind.noun}`, { count: items.length });
    if (!list.isOpen) this.#announceOnce(text("announce", { part }));
  }

  focus(item) {
    return this.rows.focus(item);
  }

  name(label) {
    this.rows.node.setAttribute("aria-label", label);
  }

  #summaryText() {
    const { list, kind } = this;
    const count = list.items.length;
    const words = text(`count.${kind.noun}`, { count });
    if (list.query.trim()) return text(`found.${kind.noun}`, { count, loaded: list.arranged.length });
    if (!list.hasMore) return count ? words : "";
    return list.total === null ? text("soFar", { part: words })
      : text("partOf", { listed: count, part: text(`count.${kind.noun}`, { count: list.total }) });
  }

  #afterword() {
    const { list, kind } = this;
    if (list.items.length) {
      if (list.isEndless && list.isOpen) return text("loadingMore");
      if (list.hasMore && !list.isEndless) return text("notAll");
      return list.sources.some((source) => source.leftOut) ? text("leftOut") : null;
    }
    if (list.query.trim()) return el("span", { testid: "no-match" }, text("noMatch"));
    const failed = list.sources.some((source) => source.problem);
    return failed || list.hasMore ? null : el("span", { className: "empty-text", testid: "empty" }, kind.empty);
  }

  #searchField() {
    const field = el("input", { type: "search", className: "search", testid: "search", value: this.list.query,
      "aria-label": text(`search.${this.kind.noun}`), placeholder: text(`search.${this.kind.noun}`),
      autocomplete: "off", spellcheck: "false" });
    field.addEventListener("input", () => {
      this.#change({ query: field.value });
      clearTimeout(this.typing);
      this.typing = setTimeout(() => announce(this.summary.textContent), 700);
    });
    return field;
  }

  #orderField() {
    const { list, kind } = this;
    const single = list.sources.length < 2;
    const field = el("select", { testid: "order", "aria-label": text("order") }, kind.orders.map((order) =>
      option(order, text(`orders.${order === "service" && single ? "original" : order}`), list.order)));
    this.turn = button("", () => this.#change({ reversed: !list.reversed }), { className: "turn small",
      testid: "reverse", "aria-label": text("reverse") });
    field.addEventListener("change", () => this.#change({ order: field.value, reversed: false }));
    return el("span", { className: "order" }, field, this.turn);
  }

  #change(values) {
    this.#startsOver = true;
    this.list.set(values);
  }

  #refresher() {
    this.again = button("", () => this.#refresh(), { className: "small", testid: "refresh" });
    return this.again;
  }

  async #refresh() {
    if (this.list.isRefreshing) return;
    await this.list.refresh();
    if (this.node.isConnected && !this.list.sources.some((source) => source.problem)) announce(text("refreshed"));
  }

  #showRefresher() {
    const { isRefreshing, order, reversed } = this.list;
    this.again.textContent = text(isRefreshing ? "refreshing" : "refresh");
    this.again.setAttribute("aria-disabled", String(isRefreshing));
    this.turn.hidden = order === "service";
    this.turn.textContent = reversed ? "↑" : "↓";
    this.turn.setAttribute("aria-pressed", String(reversed));
  }

  #loader() {
    this.progress = el("progress", { testid: "progress", "aria-label": text("progress") });
    this.load = button("", () => this.list.loadAll(!this.list.loadsAll), { className: "small", testid: "load-all" });
    return el("span", { className: "loader" }, this.progress, this.load);
  }

  #showLoader() {
    const { loadsAll, hasMore, isOpen, loaded, total } = this.list;
    const hadFocus = document.activeElement === this.load;
    this.progress.hidden = !loadsAll;
    this.load.hidden = !loadsAll && !(hasMore && isOpen);
    this.load.textContent = loadsAll ? text("stop") : text("loadAll");
    if (loadsAll && total !== null) Object.assign(this.progress, { max: Math.max(total, 1), value: loaded });
    if (hadFocus && this.load.hidden) this.again.focus();
  }

  #announceOnce(sentence) {
    if (sentence === this.#announced) return;
    this.#announced = sentence;
    announce(sentence);
  }

  #tick() {
    if (!this.node.isConnected) return;
    this.list.tick(Date.now());
    for (const line of this.lines) line.tick();
  }
}

export function providerFilter(providers, chosen, choose) {
  const field = el("select", { testid: "provider-filter", "aria-label": text("from") },
    option("", text("allServices"), chosen), providers.map((name) => option(name, providerName(name), chosen)));
  field.addEventListener("change", () => choose(field.value));
  return field;
}
