import { arrange, continues, nextSources, search } from "./order.js";
import { largestPage, Source } from "./source.js";

// A list of one kind: the parts of all services, arranged and searched.
export class MusicList {
  only = "";
  query = "";
  reversed = false;
  loadsAll = false;
  shown = () => {};
  #arranged = null;
  #found = null;

  constructor(kind, providers) {
    this.kind = kind;
    this.order = kind.orders.includes("added") && kind.perService && providers.length > 1 ? "added" : "service";
    this.everySource = providers.map((provider) => new Source(provider, kind.pathOf(provider), {
      first: kind.firstPage,
      changed: () => this.#change(),
    }));
  }

  get sources() { return this.everySource.filter(({ provider }) => !this.only || provider === this.only); }

  get arranged() { return (this.#arranged ??= arrange(this.sources, this.order, this.reversed)); }

  get items() { return (this.#found ??= search(this.arranged, this.query)); }

  get hasMore() { return this.#counted.some((source) => source.hasMore); }

  // Nothing is known of a list that a service has not begun to send.
  get #counted() { return this.sources.filter((source) => source.started || !source.problem); }

  get isOpen() { return this.sources.some((source) => source.isOpen || source.busy); }

  // Whether the next page comes by itself when the end is near.
  get isEndless() { return !this.query.trim() && continues(this.order, this.reversed); }

  get loaded() { return this.sources.reduce((sum, source) => sum + source.items.length + source.dropped, 0); }

  get total() {
    return this.#counted.reduce((sum, { whole }) => (sum === null || whole === null ? null : sum + whole), 0);
  }

  get isRefreshing() { return this.sources.some((source) => source.busy === "refresh"); }

  set(values) {
    Object.assign(this, values);
    this.start();
    this.#change();
  }

  start() {
    for (const source of this.sources) if (!source.started && source.isOpen) source.more();
  }

  continue() {
    if (this.isEndless && !this.loadsAll) for (const source of nextSources(this.sources, this.order)) source.more();
  }

  loadAll(loadsAll = true) {
    this.loadsAll = loadsAll;
    this.#change();
  }

  refresh() {
    return Promise.all(this.sources.filter((source) => !source.isLost).map((source) => source.refresh()));
  }

  // Called every second.
  tick(now) {
    if (document.hidden) return;
    for (const source of this.sources) if (source.retryAt !== null && now >= source.retryAt) source.retry();
  }

  retry() {
    for (const source of this.sources) if (source.retryAt !== null) source.retry();
  }

  #change() {
    this.#arranged = this.#found = null;
    if (this.loadsAll) this.#loadOn();
    this.shown();
  }

  // A source that waits for its next attempt goes on by itself.
  #loadOn() {
    for (const source of this.sources) if (source.isOpen && !source.busy) source.more(largestPage);
    this.loadsAll = this.sources.some((source) => source.hasMore && (source.busy || source.retryAt !== null));
  }
}
