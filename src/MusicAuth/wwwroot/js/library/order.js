import { intl } from "../i18n.js";

const fields = {
  added: (item) => item.added,
  title: (item) => item.title,
  artist: (item) => item.artists?.[0]?.name,
  album: (item) => item.album?.name,
  length: (item) => item.duration_ms ?? 0,
  name: (item) => item.name,
  owner: (item) => item.owner?.name,
  tracks: (item) => item.tracks_total ?? 0,
};

const descending = new Set(["added", "length", "tracks"]);

function comparer(order, reversed) {
  const sign = descending.has(order) === reversed ? 1 : -1;
  const collator = intl(Intl.Collator, { numeric: true, sensitivity: "base" });
  return ([one], [other]) => sign * (typeof one === "number"
    ? (one > other) - (one < other) : collator.compare(one ?? "\uffff", other ?? "\uffff"));
}

function sorted(items, order, reversed) {
  const field = fields[order];
  return items.map((item) => [field(item), item]).sort(comparer(order, reversed)).map(([, item]) => item);
}

const newestFirst = (items) => items.every((item, i) => !i || items[i - 1].added >= item.added);

// A service that goes back in time can still send items as new as its last one.
const reach = ({ items }) => (items.length && newestFirst(items) ? items.at(-1).added : -Infinity);

const unfinished = (sources) => sources.filter((source) => source.started && source.isOpen && source.items.length);

function mixed(sources) {
  const horizon = Math.max(-Infinity, ...unfinished(sources).map(reach));
  const items = sources.flatMap((source) => source.items).filter((item) => item.added >= horizon);
  return sorted(items, "added", false);
}

function oneAfterTheOther(sources) {
  const [first] = unfinished(sources);
  return sources.slice(0, first ? sources.indexOf(first) + 1 : undefined).flatMap((source) => source.items);
}

// In these orders the next page continues the list; in all others it can belong anywhere.
export const continues = (order, reversed) => order === "service" || (order === "added" && !reversed);

export function arrange(sources, order, reversed) {
  if (order === "service") return oneAfterTheOther(sources);
  if (continues(order, reversed)) return mixed(sources);
  return sorted(sources.flatMap((source) => source.items), order, reversed);
}

// The sources whose next page continues the list.
export function nextSources(sources, order) {
  const open = sources.filter((source) => source.isOpen);
  if (order === "service") return open.slice(0, 1);
  const horizon = Math.max(...open.map(reach));
  return open.filter((source) => reach(source) === horizon || reach(source) === -Infinity);
}

const folded = new WeakMap();

const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function wordsOf(item) {
  const words = [item.title, item.name, item.album?.name, item.owner?.name, item.description,
    ...(item.artists ?? []).map((artist) => artist?.name)];
  return fold(words.filter(Boolean).join("\n"));
}

export function search(items, query) {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  if (!words.length) return items;
  return items.filter((item) => {
    if (!folded.has(item)) folded.set(item, wordsOf(item));
    return words.every((word) => folded.get(item).includes(word));
  });
}
