// The HTML of the dashboard. Every text of a service goes through `text`, and every address through `link`.
const text = (value) => String(value ?? "")
    .replace(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);

const link = (address) => (/^https?:\/\//u.test(address ?? "") ? text(address) : "#");

const picture = (address) => (/^data:image\//u.test(address) ? text(address) : link(address));

const serviceName = (provider) => ({ spotify: "Spotify", deezer: "Deezer" })[provider] ?? text(provider);

const states = {
    stale: "does not answer; this is its last known list",
    unavailable: "is not available at the moment",
};

// Each service reports its own state: one that needs a new sign-in does not hide the other.
function source(report) {
    const name = serviceName(report.provider);
    if (report.status === "ok") return "";
    return report.status === "reauthorization_required"
        ? `<p class="notice">${name} needs your consent again.
           <a class="button" href="${link(report.reauthorize_url)}">Sign in to ${name}</a></p>`
        : `<p class="note">${name} ${states[report.status] ?? text(report.status)}.</p>`;
}

function problem({ detail, wait, reauthorize_url: again }) {
    return `<p class="notice">${text(detail)} ${wait > 0 ? `Next try in ${Math.ceil(wait)} s.` : ""}
        ${again ? `<a class="button" href="${link(again)}">Sign in again</a>` : ""}</p>`;
}

const badge = (item) => `<span class="badge ${text(item.provider)}">${serviceName(item.provider)}</span>`;

const playlist = (item) => `
    <li class="card"><a href="${link(item.url)}">
        ${item.image_url ? `<img src="${picture(item.image_url)}" alt="" loading="lazy">` : `<div class="cover"></div>`}
        <strong>${text(item.name ?? "Untitled")}</strong>
        <small>${badge(item)} ${item.tracks_total ?? "?"} tracks</small>
    </a></li>`;

const favorite = (item) => `
    <li class="row"><a href="${link(item.url)}">
        <span><strong>${text(item.title ?? "Untitled")}</strong>
        <small>${text(item.artists.map((artist) => artist.name).join(", "))}</small></span>
        <small class="album">${text(item.album?.name)}</small> ${badge(item)}
    </a></li>`;

function section(title, { body, problem: failure }, item, style) {
    const sources = body?.sources ?? [];
    return `<section><h2>${title} <small>${body?.total ?? ""}</small></h2>
        ${failure ? problem(failure) : ""}${sources.map(source).join("")}
        <ul class="${style}">${(body?.items ?? []).map(item).join("")}</ul></section>`;
}

export const page = ({ playlists, favorites, musicAuth }) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Music</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,">
<header><h1>Music</h1><a href="${link(musicAuth)}">MusicAuth</a></header>
<main>${section("Playlists", playlists, playlist, "grid")}${section("Favourites", favorites, favorite, "list")}</main>
</html>`;
