import { api, ApiProblem } from "../api.js";

// Follows `next` of a list without sources.
export class Pages {
  items = [];
  loaded = false;
  loading = false;
  problem = null;
  #next;

  constructor(path) {
    this.#next = path;
  }

  get hasMore() {
    return this.#next !== null;
  }

  async load() {
    this.loading = true;
    this.problem = null;
    try {
      const page = await api.page(this.#next);
      this.items.push(...(page.items ?? []).filter(Boolean));
      this.#next = typeof page.next === "string" && /^\/(?!\/)/u.test(page.next) ? page.next : null;
      this.loaded = true;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.problem = problem;
    } finally {
      this.loading = false;
    }
  }
}
