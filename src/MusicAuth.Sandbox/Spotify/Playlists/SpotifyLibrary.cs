using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>The entries of a user's lists by position, including the anomalies of real libraries.</summary>
internal sealed class SpotifyLibrary(SpotifyResponseBodies bodies, SandboxUsers users)
{
    private static readonly DateTimeOffset Newest = new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero);

    /// <summary>False if the service omits the entry, so that the page is shorter than its limit.</summary>
    public bool TryPlaylistEntry(SandboxUser user, int position, out JsonNode? entry)
    {
        entry = null;
        var line = user.Spotify.Playlists[position];
        if (line.Added is { } added)
        {
            if (users.ByNumber(added.Owner) is not { } owner) return false;
            entry = bodies.Playlist(new(owner.SpotifyPlaylist(added.Index), user));
            return true;
        }

        var anomaly = user.HasAnomalies ? line.Origin % 8 : 0;
        if (anomaly == 5) return false;
        if (anomaly == 2) return true;
        // A playlist of another user: the previous one, because it is public.
        var playlist = anomaly == 3 ? users.All.First(other => !other.HasAnomalies).SpotifyPlaylist(line.Origin - 1)
            : user.SpotifyPlaylist(line.Origin);
        entry = bodies.Playlist(new(playlist, user));
        return true;
    }

    public JsonObject SavedTrack(SandboxUser user, int position)
    {
        var line = user.Spotify.Favorites[position];
        if (line.Added is { } added)
            return new() { ["added_at"] = Text(added.At), ["track"] = bodies.Track(new(added.Index)) };
        var isRemoved = user.HasAnomalies && line.Origin % 11 == 4;
        var playable = !(user.HasAnomalies && line.Origin % 5 == 2);
        return new()
        {
            ["added_at"] = AddedAt(line.Origin),
            ["track"] = isRemoved ? null : bodies.Track(user.Favorite(line.Origin), playable),
        };
    }

    public JsonObject PlaylistItem(Playlist playlist, int position, bool withEpisodes)
    {
        var owner = playlist.Owner;
        var line = playlist.Songs[position];
        var song = playlist.SongAt(line);
        if (line.Added is { } added) return Added(added, song, owner, withEpisodes);
        var anomaly = owner.HasAnomalies ? line.Origin % 6 : 0;
        var content = anomaly switch
        {
            1 => LocalFile(song),
            2 => withEpisodes ? InPlaylist(bodies.Episode(song), isEpisode: true) : null,
            3 => null,
            5 => InPlaylist(bodies.Track(song, playable: false)),
            _ => InPlaylist(bodies.Track(song)),
        };
        return Item(
            content, anomaly == 4 ? null : AddedAt(line.Origin), anomaly == 4 ? null : bodies.User(owner),
            anomaly == 1);
    }

    private JsonObject Added(AddedItem added, Song song, SandboxUser owner, bool withEpisodes)
    {
        var content = added.Kind != IdKind.Episode ? InPlaylist(bodies.Track(song))
            : withEpisodes ? InPlaylist(bodies.Episode(song), isEpisode: true) : null;
        return Item(content, Text(added.At), bodies.User(owner), isLocal: false);
    }

    private JsonObject Item(JsonObject? content, string? addedAt, JsonObject? addedBy, bool isLocal)
    {
        var item = new JsonObject
        {
            ["added_at"] = addedAt,
            ["added_by"] = addedBy,
            ["is_local"] = isLocal,
            ["primary_color"] = null,
        };
        if (bodies.WithAliases) item["track"] = content?.DeepClone();
        item["item"] = content;
        item["video_thumbnail"] = new JsonObject { ["url"] = null };
        return item;
    }

    private static JsonObject InPlaylist(JsonObject content, bool isEpisode = false)
    {
        content["episode"] = isEpisode;
        content["track"] = !isEpisode;
        return content;
    }

    private static JsonObject LocalFile(Song song) => new()
    {
        ["album"] = new JsonObject
        {
            ["album_type"] = null,
            ["artists"] = new JsonArray(),
            ["external_urls"] = new JsonObject(),
            ["href"] = null,
            ["id"] = null,
            ["images"] = new JsonArray(),
            ["name"] = song.AlbumTitle,
            ["release_date"] = null,
            ["release_date_precision"] = null,
            ["type"] = "album",
            ["uri"] = null,
        },
        ["artists"] = new JsonArray(new JsonObject
        {
            ["external_urls"] = new JsonObject(),
            ["href"] = null,
            ["id"] = null,
            ["name"] = song.ArtistName,
            ["type"] = "artist",
            ["uri"] = null,
        }),
        ["disc_number"] = 0,
        ["duration_ms"] = song.DurationMs,
        ["episode"] = false,
        ["explicit"] = false,
        ["external_ids"] = new JsonObject(),
        ["external_urls"] = new JsonObject(),
        ["href"] = null,
        ["id"] = null,
        ["is_local"] = true,
        ["name"] = song.Title,
        ["preview_url"] = null,
        ["track"] = true,
        ["track_number"] = 0,
        ["type"] = "track",
        ["uri"] = $"spotify:local:{Plus(song.ArtistName)}:{Plus(song.AlbumTitle)}:{Plus(song.Title)}:"
            + (song.DurationMs / 1000).ToString(CultureInfo.InvariantCulture),
    };

    private static string Plus(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    public static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string AddedAt(int position) => Text(Newest.AddMinutes(-37 * position));
}
