// The address of the broker, and a report of the results of a client as one line of JSON.
const url = process.env.MUSICAUTH_URL ?? "http://127.0.0.1:5080";

/** The base address of Spotify's API on the broker, with the last slash. */
export const base = `${url.replace(/\/$/, "")}/spotify/v1/`;

export const key = process.env.MUSICAUTH_KEY;

/** A valid id that no playlist has. */
export const unknownId = "0000000000000000000000";

if (!key) throw new Error("MUSICAUTH_KEY is missing: an API key with spotify:read and spotify:write");

function list({ items, pages, total }, idOf) {
  return { count: items.length, distinct: new Set(items.map(idOf)).size, pages, total };
}

export function report(seen) {
  console.log(JSON.stringify({
    ...seen,
    playlists: { ...list(seen.playlists, item => item.id), sizes: seen.playlists.items.map(item => item.tracks.total) },
    saved: { ...list(seen.saved, item => item.track.id), isrcs: seen.saved.items.filter(item => item.track.external_ids.isrc).length },
    inside: { ...list(seen.inside, item => item.track.id), named: seen.inside.items.every(item => item.track.name.length > 0) },
    song: { id: seen.song.id, uri: seen.song.uri },
  }));
}
