import { el } from "../dom.js";

// A short list stands whole in the document, for the browser's own search.
const short = 60;

// While rows pass faster than this (pixels a millisecond), the list shows fewer of them, and no pictures.
const hurry = 4;
const calmAfter = 150;
const picturesPerFrame = 4;

const keyOf = (item) => `${item.provider}/${item.id}/${item.added_at}/${item.title}`;

// Shows thousands of items: only the rows near the screen, and the row with the focus, are in the document.
// The sizes come from the style sheet (grid-auto-rows, grid-auto-columns, gap) and follow the size of the text.
export class VirtualList {
  #items = [];
  #rows = new Map();
  #active = 0;
  #size = -1;
  #pitch = 64;
  #height = -1;
  #columns = 1;
  #frame = null;
  #end = new AbortController();
  #resized;
  #drawn = { top: 0, at: 0, hurried: false };
  #calm = null;
  #pictures = 0;

  constructor({ write, headroom, nearEnd, ...options }) {
    Object.assign(this, { write, headroom, nearEnd });
    this.node = el("ul", { role: "list", ...options });
    const later = () => this.#drawSoon();
    const how = { passive: true, signal: this.#end.signal };
    document.addEventListener("scroll", later, { ...how, capture: true });
    addEventListener("resize", later, how);
    this.node.addEventListener("keydown", (event) => this.#onKey(event));
    this.node.addEventListener("focusin", ({ target }) => this.#activate(this.#placeOf(target)));
    this.#resized = new ResizeObserver(later);
    this.#resized.observe(this.node);
  }

  dispose() {
    this.#end.abort();
    this.#resized.disconnect();
    clearTimeout(this.#calm);
  }

  // `size` is the length of the whole list, of which the items are the beginning; -1: unknown.
  show(items, size, keepsPlace = true) {
    const grown = this.#items.every((item, index) => items[index] === item);
    const { top } = this.node.getBoundingClientRect();
    const before = this.#firstVisible(top);
    const anchor = this.#items[before];
    const isAbove = top < this.headroom() && this.#rows.size > 0;
    this.#size = size;
    const hadFocus = this.node.contains(document.activeElement);
    if (!grown) this.#move(items);
    this.#items = items;
    this.#active = Math.min(this.#active, Math.max(0, items.length - 1));
    if (!grown && anchor && isAbove) this.#follow(keepsPlace ? anchor : null, before, top);
    this.#draw(hadFocus);
    // An element that moves in the document, or goes, loses the focus.
    if (hadFocus && !this.node.contains(document.activeElement)) this.#focusActive();
  }

  focus({ provider, id }) {
    const index = this.#items.findIndex((item) => item.provider === provider && item.id === id);
    if (index >= 0) this.#go(index);
    return index >= 0;
  }

  #follow(anchor, before, top) {
    const key = anchor && keyOf(anchor);
    const after = anchor ? this.#items.findIndex((item) => keyOf(item) === key) : 0;
    if (!anchor) scrollBy(0, top - this.headroom());
    else if (after >= 0) scrollBy(0, (this.#line(after) - this.#line(before)) * this.#pitch);
  }

  // A row whose item has another place now keeps its element.
  #move(items) {
    const rows = new Map();
    for (const [index, row] of this.#rows) {
      const content = JSON.stringify(this.#items[index]);
      if (rows.has(content)) row.remove();
      else rows.set(content, row);
    }
    const keys = new Set([...this.#rows.keys()].map((index) => keyOf(this.#items[index])));
    const active = this.#items[this.#active] && keyOf(this.#items[this.#active]);
    this.#rows = new Map();
    this.#active = 0;
    items.forEach((item, index) => {
      const key = keyOf(item);
      if (!keys.has(key)) return;
      if (key === active) this.#active = index;
      const content = JSON.stringify(item);
      if (rows.has(content)) this.#rows.set(index, rows.get(content));
      rows.delete(content);
    });
    for (const row of rows.values()) row.remove();
  }

  #line(index) {
    return Math.floor(index / this.#columns);
  }

  #drawSoon() {
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  // All reading comes before all writing, so that the browser lays out once a frame.
  #measure() {
    const style = getComputedStyle(this.node);
    const { top, width } = this.node.getBoundingClientRect();
    const gap = Number.parseFloat(style.rowGap) || 0;
    const narrowest = Number.parseFloat(style.gridAutoColumns);
    this.#pitch = Number.parseFloat(style.gridAutoRows) + gap;
    this.#columns = narrowest ? Math.max(1, Math.floor((width + gap) / (narrowest + gap))) : 1;
    return { width: (width + gap) / this.#columns, gap, top, first: this.#firstVisible(top) };
  }

  #firstVisible(top) {
    return Math.max(0, Math.round((this.headroom() - top) / this.#pitch)) * this.#columns;
  }

  #draw(staysActive = false) {
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    if (!this.node.isConnected) return;
    const { width, gap, top, first } = this.#measure();
    if (width <= gap) return; // nothing is shown
    const lines = Math.ceil(this.#items.length / this.#columns);
    const isLong = this.#items.length > short;
    const hurried = isLong && this.#hurries(top);
    const ahead = isLong ? innerHeight / (hurried ? 4 : 2) : Infinity;
    const line = (y) => Math.min(lines, Math.max(0, y / this.#pitch));
    const from = Math.floor(line(-top - ahead)) * this.#columns;
    const to = Math.min(this.#items.length, Math.ceil(line(innerHeight + ahead - top)) * this.#columns);
    const focused = this.#rows.get(this.#active)?.contains(document.activeElement);
    const bottom = Math.round(line(innerHeight - top)) * this.#columns;
    if (!focused && !staysActive && (this.#active < first || this.#active >= bottom)) {
      this.#active = Math.min(first, to - 1);
    }
    this.#stretch(Math.max(0, lines * this.#pitch - gap));
    this.#fill(from, to, focused || staysActive, { width, gap, hurried });
    if (to > this.#items.length - 2 * Math.ceil(innerHeight / this.#pitch) * this.#columns) this.nearEnd();
  }

  #hurries(top) {
    const now = performance.now();
    const { top: before, at } = this.#drawn;
    const hurried = at > 0 && Math.abs(top - before) / Math.max(1, now - at) > hurry;
    this.#drawn = { top, at: now };
    if (hurried) {
      clearTimeout(this.#calm);
      this.#calm = setTimeout(() => this.#draw(), calmAfter);
    }
    return hurried;
  }

  #stretch(height) {
    if (height !== this.#height) this.node.style.height = `${height}px`;
    this.#height = height;
  }

  // A row that is no longer needed shows another item: building one costs more than writing it.
  #fill(from, to, keepsActive, { width, gap, hurried }) {
    const free = [];
    for (const [index, row] of this.#rows) {
      if ((index >= from && index < to) || (keepsActive && index === this.#active)) continue;
      // Chromium would go on to show a row as hovered that it moves in the document.
      if (row.matches(":hover")) row.remove();
      else free.push(row);
      this.#rows.delete(index);
    }
    free.sort((one, other) => one.index - other.index);
    const rows = [];
    this.#pictures = hurried ? 0 : picturesPerFrame;
    for (let index = from; index < to; index++) rows.push(this.#rowOf(index, free, hurried));
    for (const row of free) row.remove();
    let next = keepsActive && this.#active >= to ? this.#rows.get(this.#active) ?? null : null;
    for (let index = to - 1; index >= from; index--) {
      const row = rows[index - from];
      if (row.parentNode !== this.node || row.nextSibling !== next) this.node.insertBefore(row, next);
      next = row;
    }
    for (const [index, row] of this.#rows) this.#place(index, row, width, gap);
    if (!hurried && rows.some((row) => row.hurried)) this.#drawSoon();
  }

  #rowOf(index, free, hurried) {
    const known = this.#rows.get(index);
    // The pictures that a fast scroll has left out come a few at a time.
    if (known && (!known.hurried || this.#pictures-- <= 0)) return known;
    const old = known ?? free.shift();
    const row = this.write(this.#items[index], old, hurried);
    row.hurried = hurried;
    if (old && old !== row) old.remove();
    this.#rows.set(index, row);
    return row;
  }

  #place(index, row, width, gap) {
    const [x, y] = [(index % this.#columns) * width, this.#line(index) * this.#pitch];
    const place = `${index}/${this.#size}/${x}/${y}/${width}/${index === this.#active}`;
    if (row.place === place) return;
    Object.assign(row, { place, index });
    row.style.transform = `translate(${x}px, ${y}px)`;
    if (this.#columns > 1 || row.style.width) row.style.width = this.#columns > 1 ? `${width - gap}px` : "";
    row.setAttribute("aria-setsize", this.#size);
    row.setAttribute("aria-posinset", index + 1);
    row.stops ??= [...row.querySelectorAll("a, [tabindex]")];
    for (const stop of row.stops) {
      const tab = stop.classList.contains("go") && index === this.#active ? 0 : -1;
      if (stop.tabIndex !== tab || !stop.hasAttribute("tabindex")) stop.tabIndex = tab;
    }
  }

  #placeOf(element) {
    return element.closest("li")?.index ?? this.#active;
  }

  #activate(index) {
    if (index === this.#active) return;
    this.#active = index;
    this.#draw();
  }

  #go(wanted) {
    const index = Math.min(this.#items.length - 1, Math.max(0, wanted));
    const top = this.node.getBoundingClientRect().top + this.#line(index) * this.#pitch;
    const above = top - this.headroom();
    const below = top + this.#pitch - innerHeight;
    if (above < 0 || below > 0) scrollBy(0, above < 0 ? above : Math.min(above, below));
    this.#active = index;
    this.#draw(true);
    this.#focusActive();
  }

  #focusActive() {
    this.#rows.get(this.#active)?.querySelector(".go").focus({ preventScroll: true });
  }

  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !this.#items.length) return;
    const page = Math.max(1, Math.floor((innerHeight - this.headroom()) / this.#pitch) - 1) * this.#columns;
    const steps = { ArrowDown: this.#columns, ArrowUp: -this.#columns, PageDown: page, PageUp: -page,
      Home: -this.#items.length, End: this.#items.length,
      ...(this.#columns > 1 ? { ArrowRight: 1, ArrowLeft: -1 } : {}) };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    this.#go(this.#active + steps[event.key]);
  }
}
