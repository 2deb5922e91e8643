using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>What a user's lists hold at each position, including the anomalies of real libraries.</summary>
internal sealed class SpotifyLibrary(SpotifyResponseBodies shapes, SandboxUsers cast)
{
    private static readonly DateTimeOffset Newest = new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero);

    /// <summary>False where the service leaves an entry out, so that a page is shorter than asked.</summary>
    public bool TryPlaylistEntry(SandboxUser user, int position, out JsonNode? entry)
    {
        entry = null;
        var line = user.Spotify.Playlists[position];
        if (line.Added is { } added)
        {
            if (cast.ByNumber(added.Owner) is not { } owner) return false;
            entry = shapes.Playlist(new(owner.SpotifyPlaylist(added.Index), user));
            return true;
        }

        var anomaly = user.HasAnomalies ? line.Origin % 8 : 0;
        if (anomaly == 5) return false;
        if (anomaly == 2) return true;
        // A stranger's: the one before, because that is a public one.
        var playlist = anomaly == 3 ? cast.All.First(other => !other.HasAnomalies).SpotifyPlaylist(line.Origin - 1)
            : user.SpotifyPlaylist(line.Origin);
        entry = shapes.Playlist(new(playlist, user));
        return true;
    }

    public JsonObject SavedTrack(SandboxUser user, int position)
    {
        var line = user.Spotify.Favorites[position];
        if (line.Added is { } added)
            return new() { ["added_at"] = Text(added.At), ["track"] = shapes.Track(new(added.Index)) };
        var gone = user.HasAnomalies && line.Origin % 11 == 4;
        var playable = !(user.HasAnomalies && line.Origin % 5 == 2);
        return new()
        {
            ["added_at"] = AddedAt(line.Origin),
            ["track"] = gone ? null : shapes.Track(user.Favorite(line.Origin), playable),
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
            2 => withEpisodes ? shapes.Episode(song) : null,
            3 => null,
            5 => InPlaylist(shapes.Track(song, playable: false)),
            _ => InPlaylist(shapes.Track(song)),
        };
        return Item(
            content, anomaly == 4 ? null : AddedAt(line.Origin), anomaly == 4 ? null : shapes.User(owner),
            anomaly == 1);
    }

    private JsonObject Added(AddedItem added, Song song, SandboxUser owner, bool withEpisodes)
    {
        var content = added.Kind != IdKind.Episode ? InPlaylist(shapes.Track(song))
            : withEpisodes ? shapes.Episode(song) : null;
        return Item(content, Text(added.At), shapes.User(owner), isLocal: false);
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
        if (shapes.WithAliases) item["track"] = content?.DeepClone();
        item["item"] = content;
        item["video_thumbnail"] = new JsonObject { ["url"] = null };
        return item;
    }

    private static JsonObject InPlaylist(JsonObject track)
    {
        track["episode"] = false;
        track["track"] = true;
        return track;
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
