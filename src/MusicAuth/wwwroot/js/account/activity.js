import { announce, button, el } from "../dom.js";
import { t } from "../i18n.js";
import { adviceOf, dayOf, describeActivity, describeFlags, timeOf } from "../words/activity.js";
import { Pages } from "./pages.js";
import { problemBox } from "./panel.js";

const whole = "/me/activity?limit=50";

function part(value) {
  if (typeof value === "string") return value;
  return value.name ? el("em", {}, value.name) : el("code", {}, value.code);
}

function item(entry) {
  const flags = describeFlags(entry);
  const advice = adviceOf(entry);
  return el("li",
    { className: `event${flags.length ? " flagged" : ""}`, testid: "event", "data-kind": entry.kind },
    el("time", { datetime: entry.last_at ?? entry.at, className: "length" }, timeOf(entry)),
    el("div", { className: "words" }, el("p", {}, describeActivity(entry).map(part)),
      flags.length > 0
        && el("p", { className: "flag", testid: "flag" }, [...flags, advice].filter(Boolean).join(" "))));
}

// Shows the events page by page, with a heading for each day.
export class ActivityPanel {
  constructor() {
    const box = el("input", { type: "checkbox", id: "only-flagged", testid: "only-flagged" });
    box.addEventListener("change", () => this.begin(box.checked));
    this.days = el("div", { className: "panel", testid: "events" });
    this.after = el("div");
    this.moreButton = button(t("page.showMore"), () => this.more(), { testid: "more-activity" });
    this.node = el("div", { className: "panel" },
      el("div", { className: "intro" },
        el("p", { className: "quiet" }, t("activity.intro")),
        el("label", { className: "choice", for: "only-flagged" }, box, el("span", {}, t("activity.onlyFlagged")))),
      this.days, this.after, el("p", { className: "more" }, this.moreButton));
  }

  load() {
    return this.begin(false);
  }

  begin(onlyFlagged) {
    this.onlyFlagged = onlyFlagged;
    this.list = new Pages(onlyFlagged ? `${whole}&flagged=true` : whole);
    this.shownItems = 0;
    this.lastDay = null;
    this.days.replaceChildren();
    return this.more();
  }

  async more() {
    const { list } = this;
    if (list.loading) return;
    const loading = list.load();
    this.render();
    await loading;
    if (list !== this.list) return;
    const first = this.append();
    this.render();
    if (!list.problem) announce(t("activity.shown", { count: list.items.length }));
    if (document.activeElement === document.body || this.moreButton.hidden) first?.focus({ preventScroll: true });
  }

  // Returns the first new event, which receives the focus.
  append() {
    const fresh = this.list.items.slice(this.shownItems);
    const nodes = fresh.map((entry) => {
      const day = dayOf(entry);
      if (day !== this.lastDay) {
        this.lastDay = day;
        this.dayList = el("ul", { className: "events", "aria-label": day || t("activity.undated") });
        this.days.append(el("h3", { className: "day" }, day || t("activity.undated")), this.dayList);
      }
      const node = item(entry);
      this.dayList.append(node);
      return node;
    });
    const more = this.shownItems > 0;
    this.shownItems = this.list.items.length;
    if (!more) return null;
    nodes[0]?.setAttribute("tabindex", "-1");
    return nodes[0] ?? null;
  }

  render() {
    const { list } = this;
    this.node.setAttribute("aria-busy", String(list.loading));
    this.moreButton.hidden = list.problem !== null || !list.hasMore || !list.loaded;
    this.moreButton.textContent = t(list.loading ? "page.loading" : "page.showMore");
    this.moreButton.setAttribute("aria-disabled", String(list.loading));
    this.after.replaceChildren(...[this.ending()].filter(Boolean));
  }

  ending() {
    const { list } = this;
    if (list.problem?.code === "unauthenticated") return null;
    if (list.problem) return problemBox(list.problem, () => this.more());
    if (list.loading && !list.loaded) return el("p", { className: "quiet" }, t("page.loading"));
    if (list.loading || list.items.length) return null;
    return el("p", { className: "empty-text", testid: "no-activity" },
      t(this.onlyFlagged ? "activity.noneFlagged" : "activity.none"));
  }
}
