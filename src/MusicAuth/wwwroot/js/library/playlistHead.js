import { el, outwardLink } from "../dom.js";
import { providerName } from "../format.js";
import { webUrl } from "../links.js";
import { cover, logo, playlistFacts, playlistName } from "./items.js";
import { text } from "./words.js";

// The cover, whole and with the service's mark and a link back, as the services ask for.
export function playlistHead({ provider }, playlist) {
  const url = webUrl(playlist?.url);
  return el("div", { className: "playlist" },
    cover(playlist?.image_url, "cover large", "eager"),
    el("div", { className: "words" },
      el("h3", { id: "playlist-title", tabindex: "-1", testid: "playlist-title" },
        playlist ? playlistName(playlist) : text("playlist.unknown")),
      playlist?.description && el("p", { className: "description", testid: "description" }, playlist.description),
      el("p", { className: "sub" }, playlistFacts(playlist ?? {}, (name) => text("by", { name }))),
      url && el("p", {}, outwardLink(url, [logo(provider), text("open", { service: providerName(provider) })],
        { className: "button small", testid: "open-playlist" }))));
}
