// A page of your playlists and favourites from MusicAuth, without dependencies: node server.js
// The key stays here, on the server. The browser gets HTML, and no script.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { page } from "./page.js";

const musicAuth = process.env.MUSICAUTH_URL ?? "http://127.0.0.1:5080";
const key = process.env.MUSICAUTH_KEY;
const port = Number(process.env.PORT ?? 5070);
if (!key) throw new Error("Set MUSICAUTH_KEY to a key with library:read, from the page of MusicAuth.");

const style = readFileSync(new URL("style.css", import.meta.url));
const lists = { playlists: "/me/playlists?limit=50", favorites: "/me/favorites?limit=50" };

// What each list said last, and when MusicAuth can be asked again.
const kept = new Map();

async function read(path) {
    const last = kept.get(path) ?? { body: null, problem: null, askAfter: 0, etag: null };
    if (Date.now() < last.askAfter) return last;
    kept.set(path, await ask(path, last));
    return kept.get(path);
}

async function ask(path, last) {
    try {
        const response = await fetch(musicAuth + path, {
            headers: {
                authorization: `Bearer ${key}`,
                accept: "application/json",
                ...(last.etag && { "if-none-match": last.etag }),
            },
            signal: AbortSignal.timeout(20_000),
        });
        // Nothing has changed: show the same again.
        if (response.status === 304) return { ...last, problem: null };
        const body = await response.json();
        // MusicAuth says how long to wait (429, 503). Until then the old list stays on the page.
        const wait = Number(response.headers.get("retry-after") ?? 0);
        const askAfter = Date.now() + wait * 1000;
        return response.ok
            ? { body, problem: null, askAfter, etag: response.headers.get("etag") }
            : { ...last, problem: { ...body, wait }, askAfter };
    } catch {
        return { ...last, problem: { detail: "MusicAuth does not answer.", wait: 5 }, askAfter: Date.now() + 5_000 };
    }
}

createServer(async (request, response) => {
    const headers = {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'self'; img-src http: https: data:",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    };
    if (request.url === "/style.css")
        return response.writeHead(200, { ...headers, "content-type": "text/css" }).end(style);
    if (request.url !== "/" || request.method !== "GET")
        return response.writeHead(404, headers).end();
    const [playlists, favorites] = await Promise.all(Object.values(lists).map(read));
    response.writeHead(200, { ...headers, "content-type": "text/html; charset=utf-8" });
    response.end(page({ playlists, favorites, musicAuth }));
}).listen(port, "127.0.0.1", () => console.log(`The dashboard is at http://127.0.0.1:${port}`));
