import { el } from "../dom.js";

export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/u).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : null].filter(Boolean).map((word) => [...word][0]);
  return el("span", { className: "avatar", "aria-hidden": "true" }, letters.join("").toUpperCase() || "♪");
}

const withoutPicture = new Set();

// The picture of an account comes through the broker. Without one the initials stand in its place.
export function picture({ provider, id }, name) {
  const holder = initials(name);
  holder.classList.add(`avatar-${provider}`);
  if (withoutPicture.has(id)) return holder;
  const image = el("img", { className: "avatar", alt: "", width: 40, height: 40, decoding: "async" });
  image.addEventListener("load", () => holder.replaceWith(image), { once: true });
  image.addEventListener("error", () => withoutPicture.add(id), { once: true });
  image.src = `/me/connections/${encodeURIComponent(provider)}/picture`;
  return holder;
}

export function mark(provider, name) {
  return el("span", { className: "mark" }, el("span", { className: `dot dot-${provider}`, "aria-hidden": "true" }),
    name);
}
