using System.Globalization;
using System.Text.Json.Nodes;
using MusicAuth.Sandbox.People;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>A playlist as one listener sees it.</summary>
internal readonly record struct PlaylistEntry(Playlist Playlist, Person Viewer)
{
    public string Id => Ids.Write(IdKind.Playlist, Playlist.Owner.Number, Playlist.Index);

    // Contents are shown to owners and collaborators only; a stranger's answer lacks both members.
    public bool ShowsItems => Playlist.Owner == Viewer;

    public bool HasImages => !(Playlist.Owner.Odd && Playlist.Index % 8 == 1);

    public bool HasDescription => !(Playlist.Owner.Odd && Playlist.Index % 8 == 4);

    public bool HasTotal => !(Playlist.Owner.Odd && Playlist.Index == 7);
}

/// <summary>What somebody's lists hold at each position, oddities of real libraries included.</summary>
internal sealed class SpotifyLibrary(SpotifyShapes shapes, Cast cast)
{
    private static readonly DateTimeOffset Newest = new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero);

    /// <summary>False where the service leaves an entry out, so that a page is shorter than asked.</summary>
    public bool TryPlaylistEntry(Person person, int position, out JsonNode? entry)
    {
        entry = null;
        var oddity = person.Odd ? position % 8 : 0;
        if (oddity == 5) return false;
        if (oddity == 2) return true;
        // A stranger's: the one before, because that is a public one.
        var playlist = oddity == 3 ? cast.Everybody.First(other => !other.Odd).Playlist(position - 1)
            : person.Playlist(position);
        entry = shapes.Playlist(new(playlist, person));
        return true;
    }

    public JsonObject SavedTrack(Person person, int position)
    {
        var gone = person.Odd && position % 11 == 4;
        return new()
        {
            ["added_at"] = AddedAt(position),
            ["track"] = gone ? null : shapes.Track(person.Favorite(position), !(person.Odd && position % 5 == 2)),
        };
    }

    public JsonObject PlaylistItem(Playlist playlist, int position, bool withEpisodes)
    {
        var owner = playlist.Owner;
        var song = playlist.Song(position);
        var oddity = owner.Odd ? position % 6 : 0;
        var content = oddity switch
        {
            1 => LocalFile(song),
            2 => withEpisodes ? shapes.Episode(song) : null,
            3 => null,
            5 => InPlaylist(shapes.Track(song, playable: false)),
            _ => InPlaylist(shapes.Track(song)),
        };
        return new()
        {
            ["added_at"] = oddity == 4 ? null : AddedAt(position),
            ["added_by"] = oddity == 4 ? null : shapes.User(owner),
            ["is_local"] = oddity == 1,
            ["primary_color"] = null,
            // The alias of before 2026 is still sent beside the new name.
            ["track"] = content?.DeepClone(),
            ["item"] = content,
            ["video_thumbnail"] = new JsonObject { ["url"] = null },
        };
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

    private static string AddedAt(int position) =>
        Newest.AddMinutes(-37 * position).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
