import { playlistHash } from "../address.js";
import { el, outwardLink } from "../dom.js";
import { providerName } from "../format.js";
import { parseUrl, webUrl } from "../links.js";
import { formatDay, joinNames, text, trackLength } from "./words.js";

const placeholder = (className) => el("span", { className: `${className} empty`, "aria-hidden": "true" }, "♪");

// Returns null for an image that the content security policy would block.
function imageUrl(url) {
  const parsed = url ? parseUrl(url) : null;
  if (!parsed) return null;
  const passes = parsed.protocol === "https:" || parsed.origin === location.origin || /^data:image\//i.test(url);
  return passes ? parsed.href : null;
}

// The title is beside the image, so the image needs no alternative text. The services ask for whole covers.
export function cover(url, className = "cover", loading = "lazy") {
  const src = imageUrl(url);
  if (!src) return placeholder(className);
  const image = el("img", { className, alt: "", loading, decoding: "async", width: 48, height: 48,
    referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(placeholder(className)), { once: true });
  image.src = src;
  return image;
}

export const logo = (provider) => el("span", { className: `logo logo-${provider}`, "aria-hidden": "true" });

// The service's mark leads back to the service.
function outward(item, name) {
  const url = webUrl(item.url);
  const service = providerName(item.provider);
  if (!url) return el("span", { className: "out" }, logo(item.provider), el("span", { className: "unseen" }, service));
  return outwardLink(url, logo(item.provider), { className: "out", testid: "open-at-provider",
    "aria-label": text("openItem", { name, service }), title: text("open", { service }) });
}

const tag = (key, title = null) => el("span", { className: "tag", title }, text(`tags.${key}`));

function playlistTags(playlist) {
  return [
    playlist.favorites && tag("favorites", text("tags.favoritesHint")),
    playlist.collaborative && tag("collaborative"),
    playlist.public === false && !playlist.collaborative && tag("private"),
  ];
}

export const playlistName = (playlist) => playlist?.name || text("namelessPlaylist");

// A name that is written from right to left must not move the number behind it.
export const playlistFacts = ({ owner, tracks_total: count }, describe = (name) => name) => [
  owner?.name && el("bdi", {}, describe(owner.name)),
  Number.isFinite(count) && text("count.tracks", { count }),
].filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));

export function playlistRow(playlist) {
  const name = playlistName(playlist);
  return el("li", { className: "item", testid: "playlist", "data-provider": playlist.provider },
    cover(playlist.image_url),
    el("div", { className: "words" },
      el("p", { className: "title" }, el("a", { className: "go", testid: "playlist-link", title: name,
        href: playlistHash(playlist.provider, playlist.id) }, name)),
      el("p", { className: "sub" }, playlistFacts(playlist)),
      el("p", { className: "tags" }, playlistTags(playlist))),
    outward(playlist, name));
}

function trackTags(track) {
  return [
    ["episode", "local"].includes(track.kind) && tag(track.kind),
    track.explicit && tag("explicit"),
    track.playable === false && tag("unplayable", text("tags.unplayableHint")),
  ];
}

// A row as a frame, whose parts writeTrack fills: a row that leaves the screen is used again.
function trackFrame(provider, isLinked) {
  const title = text("namelessTrack");
  const parts = {
    go: isLinked ? outwardLink("#", title, { className: "go" }) : el("span", { className: "go", tabindex: -1 }, title),
    sub: el("p", { className: "sub" }),
    artist: el("bdi"),
    narrow: el("span", { className: "narrow" }),
    album: el("span", { className: "album wide" }),
    added: el("time", { className: "added wide" }),
    length: el("span", { className: "length" }),
    out: outward({ provider, url: isLinked ? location.origin : null }, title),
  };
  const row = el("li", { className: "item track", testid: "track", "data-provider": provider }, placeholder("cover"),
    el("div", { className: "words" }, el("p", { className: "title" }, parts.go), parts.sub),
    parts.album, parts.added, parts.length, parts.out);
  return Object.assign(row, { parts, frame: `${provider} ${isLinked}`, image: null });
}

function writeCover(row, url) {
  const src = imageUrl(url);
  if (row.image === src) return;
  row.image = src;
  row.firstElementChild.replaceWith(src ? cover(url, "cover", "eager") : placeholder("cover"));
}

// `hurried`: the row passes so fast that its cover would be loaded for nothing.
export function trackRow(track, old = null, hurried = false) {
  const url = webUrl(track.url);
  const isReusable = old?.frame === `${track.provider} ${url !== null}`;
  const row = isReusable ? old : trackFrame(track.provider, url !== null);
  const { go, sub, artist, narrow, album, added, length, out } = row.parts;
  const title = track.title || text("namelessTrack");
  const artists = joinNames((track.artists ?? []).map((artist) => artist?.name).filter(Boolean));
  const albumName = track.album?.name ?? "";
  row.classList.toggle("dim", track.playable === false);
  writeCover(row, hurried ? null : track.album?.image_url);
  go.firstChild.data = title;
  if (url) {
    Object.assign(go, { href: url, title });
    out.href = url;
    out.setAttribute("aria-label", text("openItem", { name: title, service: providerName(track.provider) }));
  }
  narrow.textContent = artists && albumName ? ` · ${albumName}` : albumName;
  artist.textContent = artists;
  sub.replaceChildren(...trackTags(track).filter(Boolean), artist, narrow);
  album.textContent = albumName;
  added.dateTime = track.added_at ?? "";
  added.textContent = formatDay(track.added_at) ?? "";
  length.textContent = trackLength(track.duration_ms);
  return row;
}
