import { playlistHash } from "../address.js";
import { el, outwardLink } from "../dom.js";
import { count, providerName, sentenceList, trackLength } from "../format.js";
import { imageUrl, webUrl } from "../links.js";

function placeholder() {
  return el("span", { className: "cover empty", "aria-hidden": "true" }, "♪");
}

// The title is beside the image, so the image needs no alternative text.
function cover(url) {
  const src = imageUrl(url);
  if (!src) return placeholder();
  const image = el("img", { className: "cover", alt: "", loading: "lazy", decoding: "async", width: 48, height: 48,
    referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(placeholder()), { once: true });
  image.src = src;
  return image;
}

export function mark(provider) {
  return el("span", { className: "mark" }, el("span", { className: `dot dot-${provider}`, "aria-hidden": "true" }),
    providerName(provider));
}

function outward(item, name) {
  const url = webUrl(item.url);
  const service = providerName(item.provider);
  return url && outwardLink(url, "↗", { className: "out", "aria-label": `Open ${name} on ${service}`,
    title: `Open on ${service}`, testid: "open-at-provider" });
}

function line(...parts) {
  const shown = parts.filter(Boolean);
  return shown.flatMap((part, index) => (index ? [" · ", part] : [part]));
}

const tag = (text, title = null) => el("span", { className: "tag", title }, text);

function playlistTags(playlist) {
  return [
    playlist.favorites && tag("Favourites", "The service's own list of your favourite tracks"),
    playlist.collaborative && tag("Collaborative"),
    playlist.public === false && !playlist.collaborative && tag("Private"),
  ].filter(Boolean);
}

export function playlistName(playlist) {
  return playlist?.name || "Playlist without a name";
}

export function playlistItem(playlist) {
  const name = playlistName(playlist);
  const total = playlist.tracks_total;
  const facts = line(playlist.owner?.name, Number.isFinite(total) && count(total, "track", "tracks"));
  return el("li", { className: "item", testid: "playlist", "data-provider": playlist.provider },
    cover(playlist.image_url),
    el("div", { className: "words" },
      el("p", { className: "title" }, playlist.id
        ? el("a", { href: playlistHash(playlist.provider, playlist.id), testid: "playlist-link" }, name) : name),
      el("p", { className: "sub" }, facts),
      el("p", { className: "marks" }, mark(playlist.provider), ...playlistTags(playlist))),
    outward(playlist, name));
}

const kinds = { episode: "Episode", local: "Local file" };

function trackTags(track) {
  return [
    Object.hasOwn(kinds, track.kind) && tag(kinds[track.kind]),
    track.explicit && tag("Explicit"),
    track.playable === false && tag("Not playable",
      "The service does not offer this track in your country, or no longer offers it"),
  ].filter(Boolean);
}

export function trackItem(track) {
  const title = track.title || "Track without a title";
  const artists = sentenceList((track.artists ?? []).map((artist) => artist?.name).filter(Boolean));
  const length = trackLength(track.duration_ms);
  return el("li", { className: `item track${track.playable === false ? " dim" : ""}`, testid: "track",
    "data-provider": track.provider },
    cover(track.album?.image_url),
    el("div", { className: "words" },
      el("p", { className: "title" }, title),
      el("p", { className: "sub" }, line(artists, track.album?.name)),
      el("p", { className: "marks" }, mark(track.provider), ...trackTags(track))),
    length && el("span", { className: "length" }, length),
    outward(track, title));
}
