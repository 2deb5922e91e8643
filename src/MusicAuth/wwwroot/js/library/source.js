import { api, ApiProblem } from "../api.js";

export const largestPage = 500;

export const lost = "reauthorization_required";

const passing = new Set(["network", "timeout", "rate_limited", "provider_rate_limited", "provider_unavailable",
  "storage_unavailable"]);

const begin = (next) => ({ next, items: [], dropped: 0, total: null, fetchedAt: null, stale: null, started: false });

const earlier = (one, other) => (!one || Date.parse(other) < Date.parse(one) ? other : one);

async function advance(walk, limit, fresh) {
  const url = new URL(walk.next, location.origin);
  if (limit) url.searchParams.set("limit", limit);
  const page = await api.page(url.pathname + url.search, fresh);
  const report = page.sources?.[0] ?? {};
  for (const item of (page.items ?? []).filter(Boolean)) {
    walk.items.push(Object.assign(item, { added: Date.parse(item.added_at ?? "") || -Infinity }));
  }
  walk.dropped += report.unavailable_items ?? 0;
  walk.total = report.total ?? walk.total;
  if (report.fetched_at) walk.fetchedAt = earlier(walk.fetchedAt, report.fetched_at);
  if (report.status === "stale") walk.stale = report.problem ?? {};
  walk.next = /^\/(?!\/)/u.test(page.next ?? "") ? page.next : null;
  walk.started = true;
}

// One service's part of a list. A failure keeps what is loaded; one that passes is tried again at `retryAt`.
export class Source {
  problem = null;
  retryAt = null;
  isLost = false;
  busy = null;
  #walk;
  #path;
  #first;
  #changed;
  #again = null;
  #failures = 0;
  #flight = Promise.resolve();

  constructor(provider, path, { first, changed }) {
    Object.assign(this, { provider });
    this.#path = path;
    this.#first = first;
    this.#changed = changed;
    this.#walk = begin(path);
  }

  get items() { return this.#walk.items; }

  get dropped() { return this.#walk.dropped; }

  get total() { return this.#walk.total; }

  get fetchedAt() { return this.#walk.fetchedAt; }

  get stale() { return this.#walk.stale; }

  get started() { return this.#walk.started; }

  get hasMore() { return this.#walk.next !== null; }

  // More will come, unless the service has failed.
  get isOpen() { return this.hasMore && !this.problem; }

  // The numbers add up: what the service counts and does not send is left out.
  get whole() {
    return this.hasMore ? this.total : Math.max(this.total ?? 0, this.items.length + this.dropped);
  }

  get leftOut() { return this.hasMore ? this.dropped : this.whole - this.items.length; }

  more(limit = this.#first) {
    if (!this.hasMore) return this.#flight;
    return this.#run("more", () => advance(this.#walk, limit, false), () => this.more(limit));
  }

  // Replaces the items when as many as before have come.
  refresh() {
    if (this.busy === "more") return this.#flight.then(() => this.refresh());
    return this.#run("refresh", async () => {
      const walk = begin(this.#path);
      const limit = this.items.length > this.#first ? largestPage : this.#first;
      do await advance(walk, limit, true);
      while (walk.next && walk.items.length < this.items.length);
      this.#walk = walk;
    }, () => this.refresh());
  }

  // A cursor that the list has outgrown is of no use.
  retry() {
    return this.problem?.code === "invalid_parameter" || !this.#again ? this.refresh() : this.#again();
  }

  // A consent that is known to be gone needs no request; a new one is tried at once.
  follow(connection) {
    if (connection?.state === lost) {
      const { reason, reauthorize_url: reauthorizeUrl } = connection;
      const problem = this.problem?.code === lost ? this.problem : { code: lost, reason, reauthorizeUrl };
      Object.assign(this, { problem, retryAt: null, isLost: true });
    } else if (connection && this.isLost) {
      this.isLost = false;
      this.refresh();
    }
  }

  #run(busy, work, again) {
    if (this.busy) return this.#flight;
    Object.assign(this, { busy, retryAt: null });
    this.#flight = this.#attempt(work, again);
    this.#changed();
    return this.#flight;
  }

  async #attempt(work, again) {
    try {
      await work();
      this.problem = null;
      if (this.stale) this.#wait(this.stale.retry_after ?? 15, () => this.refresh());
      else this.#failures = 0;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.problem = problem;
      this.#again = again;
      if (passing.has(problem.code)) this.#wait(problem.retryAfter ?? 5, again);
    } finally {
      this.busy = null;
      this.#changed();
    }
  }

  #wait(seconds, again) {
    this.#again = again;
    this.retryAt = Date.now() + Math.max(seconds, Math.min(60, 2 ** this.#failures++)) * 1000;
  }
}
