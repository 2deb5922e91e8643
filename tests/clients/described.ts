// Uses the generated types as an app in TypeScript does. This file only has to compile: GeneratedClientTests generates
// ./api from docs/api/openapi.json and runs tsc in its strict mode over both.
import type { components, operations, paths } from "./api.js";

type Schemas = components["schemas"];
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Answer<Operation extends keyof operations> = operations[Operation] extends { responses: { 200: infer Ok } } ? Json<Ok> : never;

declare function get<Operation extends keyof operations>(operation: Operation): Promise<Answer<Operation>>;

export async function everything(): Promise<string[]> {
  const lines: string[] = [];
  const playlists = await get("getPlaylists");
  for (const list of playlists.items) {
    const owner: Schemas["PlaylistOwner"] | null = list.owner;
    lines.push(`${list.name ?? "(no name)"} by ${owner?.name ?? "?"}, ${list.tracks_total ?? 0} tracks`);
  }

  const favorites = await get("getFavorites");
  for (const track of favorites.items) {
    const kind: "track" | "episode" | "local" = track.kind;
    const added: string | null = track.added_at;
    lines.push(`${kind} ${track.artists.map((artist: Schemas["Artist"]) => artist.name).join(", ")} ${added ?? ""}`);
  }

  const { user, connections } = await get("getMe");
  const createdAt: string = user.created_at;
  for (const connection of connections ?? []) {
    const reason: Schemas["ReauthorizationReason"] | null = connection.reason;
    lines.push(`${connection.provider} ${connection.state} ${reason ?? "fine"} ${createdAt}`);
  }

  return lines;
}

// The raw API takes the rest of its path as a parameter.
export const raw: paths["/spotify/v1/{path}"]["get"]["parameters"]["path"] = { path: "me/player" };

export function explain(problem: Schemas["Problem"]): string {
  switch (problem.code) {
    case "provider_rate_limited":
      return `Wait ${problem.retry_after ?? 0} s`;
    case "reauthorization_required":
      return problem.reauthorize_url ?? problem.detail;
    // @ts-expect-error A code that is not in the table is a mistake.
    case "no_such_code":
      return "";
    default:
      return problem.title;
  }
}

// An artist is no user of the instance, and neither is the owner of a playlist.
declare const artist: Schemas["Artist"];
declare const owner: Schemas["PlaylistOwner"];
// @ts-expect-error
export const wrongArtist: Schemas["User"] = artist;
// @ts-expect-error
export const wrongOwner: Schemas["User"] = owner;
// @ts-expect-error A limit is a number.
export const wrongLimit: operations["getPlaylists"]["parameters"]["query"] = { limit: "50" };
export const rightLimit: operations["getPlaylists"]["parameters"]["query"] = { limit: 50 };
