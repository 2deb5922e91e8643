import { api, ApiProblem } from "../api.js";

const severity = ["ok", "stale", "reauthorization_required", "unavailable"];

// Follows `next`. A source that failed on an earlier page stays failed, so its worst status is kept.
export class PagedList {
  items = [];
  sources = new Map();
  total = null;
  complete = true;
  loaded = false;
  loading = false;
  problem = null;
  #next;
  #flight = Promise.resolve();

  constructor(path) {
    this.#next = path;
  }

  get hasMore() {
    return this.#next !== null;
  }

  // A second call while a page is loading waits for that page.
  load() {
    if (!this.loading && this.hasMore) this.#flight = this.#loadPage();
    return this.#flight;
  }

  async #loadPage() {
    this.loading = true;
    this.problem = null;
    try {
      this.#take(await api.page(this.#next));
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.problem = problem;
    } finally {
      this.loading = false;
    }
  }

  #take(page) {
    this.items.push(...(page.items ?? []).filter(Boolean));
    this.total = page.total ?? null;
    this.complete &&= page.complete !== false;
    for (const source of page.sources ?? []) this.#merge(source);
    const next = typeof page.next === "string" ? page.next : null;
    this.#next = next && /^\/(?!\/)/.test(next) ? next : null;
    this.loaded = true;
  }

  #merge(source) {
    const before = this.sources.get(source.provider);
    const dropped = (before?.dropped ?? 0) + (source.unavailable_items ?? 0);
    const worse = !before || severity.indexOf(source.status) >= severity.indexOf(before.status);
    this.sources.set(source.provider, { ...(worse ? source : before), dropped });
  }
}
