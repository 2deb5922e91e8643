using System.Net;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>The response bodies of the Web API in development mode, 2026.</summary>
/// <param name="api">The address of the API, for its links.</param>
/// <param name="withAliases">Whether the names from before 2026 are still sent beside the new ones.</param>
internal sealed class SpotifyResponseBodies(string api, bool withAliases = true)
{
    private const string Open = "https://open.spotify.com";

    public bool WithAliases => withAliases;

    public JsonObject Me(SandboxUser user)
    {
        var me = User(user);
        me["display_name"] = user.DisplayName;
        me["images"] = user.HasAnomalies ? new JsonArray() : UserPictures(user, 300, 64);
        if (!user.HideAccountId) me["account_id"] = user.SpotifyAccountId;
        return me;
    }

    public JsonObject User(SandboxUser user) => new()
    {
        ["external_urls"] = Urls("user", user.SpotifyId),
        ["href"] = $"{api}/users/{user.SpotifyId}",
        ["id"] = user.SpotifyId,
        ["type"] = "user",
        ["uri"] = $"spotify:user:{user.SpotifyId}",
    };

    public JsonObject Playlist(PlaylistEntry entry)
    {
        var (playlist, id) = (entry.Playlist, entry.Id);
        var owner = User(playlist.Owner);
        owner["display_name"] = playlist.Owner.DisplayName;
        var form = new JsonObject
        {
            ["collaborative"] = playlist.Collaborative,
            ["description"] = playlist.Description ?? entry.UsualDescription,
            ["external_urls"] = Urls("playlist", id),
            ["href"] = $"{api}/playlists/{id}",
            ["id"] = id,
            ["images"] = entry.HasImages ? Pictures($"playlist-{playlist.Owner.Number}-{playlist.Index}", 640) : null,
            ["name"] = playlist.Name,
            ["owner"] = owner,
            ["primary_color"] = null,
            ["public"] = playlist.Public,
            ["snapshot_id"] = SnapshotId(playlist),
            ["type"] = "playlist",
            ["uri"] = $"spotify:playlist:{id}",
        };
        if (!entry.ShowsItems) return form;
        JsonNode? total = entry.HasTotal ? playlist.SongCount : null;
        form["items"] = new JsonObject { ["href"] = $"{api}/playlists/{id}/items", ["total"] = total };
        if (!withAliases) return form;
        form["tracks"] = new JsonObject { ["href"] = $"{api}/playlists/{id}/tracks", ["total"] = total?.DeepClone() };
        return form;
    }

    public static string SnapshotId(Playlist playlist) => "AAAA" + playlist.Fingerprint[..28];

    public JsonObject Track(Song song, bool playable = true)
    {
        var id = Ids.Write(IdKind.Track, song.Index);
        return new()
        {
            ["album"] = Album(song),
            ["artists"] = new JsonArray(Artist(song)),
            ["disc_number"] = 1,
            ["duration_ms"] = song.DurationMs,
            ["explicit"] = song.Explicit,
            ["external_ids"] = new JsonObject { ["isrc"] = song.Isrc },
            ["external_urls"] = Urls("track", id),
            ["href"] = $"{api}/tracks/{id}",
            ["id"] = id,
            ["is_local"] = false,
            ["is_playable"] = playable,
            ["name"] = song.Title,
            ["preview_url"] = null,
            ["track_number"] = song.TrackNumber,
            ["type"] = "track",
            ["uri"] = $"spotify:track:{id}",
        };
    }

    public JsonObject Album(Song song)
    {
        var id = Ids.Write(IdKind.Album, song.Album);
        return new()
        {
            ["album_type"] = "album",
            ["artists"] = new JsonArray(Artist(song)),
            ["external_urls"] = Urls("album", id),
            ["href"] = $"{api}/albums/{id}",
            ["id"] = id,
            ["images"] = Pictures($"album-{song.Album}", 640, 300, 64),
            ["name"] = song.AlbumTitle,
            ["release_date"] = $"{1970 + (song.Album % 55)}-03-14",
            ["release_date_precision"] = "day",
            ["total_tracks"] = 10,
            ["type"] = "album",
            ["uri"] = $"spotify:album:{id}",
        };
    }

    public JsonObject Artist(Song song)
    {
        var id = Ids.Write(IdKind.Artist, song.Artist);
        return new()
        {
            ["external_urls"] = Urls("artist", id),
            ["href"] = $"{api}/artists/{id}",
            ["id"] = id,
            ["name"] = song.ArtistName,
            ["type"] = "artist",
            ["uri"] = $"spotify:artist:{id}",
        };
    }

    /// <summary>An episode without its show, as the list of a show contains it.</summary>
    public JsonObject ShowEpisode(Song song)
    {
        var (id, description) = (Ids.Write(IdKind.Episode, song.Index), $"A talk about {song.Title}");
        return new()
        {
            ["audio_preview_url"] = null,
            ["description"] = description,
            ["duration_ms"] = song.DurationMs * 9,
            ["explicit"] = false,
            ["external_urls"] = Urls("episode", id),
            ["href"] = $"{api}/episodes/{id}",
            ["html_description"] = Paragraph(description),
            ["id"] = id,
            ["images"] = Pictures($"album-{song.Album}", 640, 300, 64),
            ["is_externally_hosted"] = false,
            ["is_playable"] = true,
            ["languages"] = new JsonArray("en"),
            ["name"] = $"Episode {song.TrackNumber}: {song.Title}",
            ["release_date"] = "2026-02-03",
            ["release_date_precision"] = "day",
            ["type"] = "episode",
            ["uri"] = $"spotify:episode:{id}",
        };
    }

    public JsonObject Episode(Song song)
    {
        var episode = ShowEpisode(song);
        episode["show"] = Show(song);
        return episode;
    }

    /// <summary>Adds the user's position, which only a token with the scope for positions gets.</summary>
    public static JsonObject WithPosition(JsonObject episode)
    {
        episode["resume_point"] = new JsonObject { ["fully_played"] = false, ["resume_position_ms"] = 0 };
        return episode;
    }

    /// <summary>The show of a song's artist, without the members that were removed in 2026.</summary>
    public JsonObject Show(Song song)
    {
        var (id, description) = (Ids.Write(IdKind.Show, song.Artist), $"All about {song.ArtistName}");
        return new()
        {
            ["copyrights"] = new JsonArray(),
            ["description"] = description,
            ["explicit"] = false,
            ["external_urls"] = Urls("show", id),
            ["href"] = $"{api}/shows/{id}",
            ["html_description"] = Paragraph(description),
            ["id"] = id,
            ["images"] = Pictures($"artist-{song.Artist}", 640, 300, 64),
            ["is_externally_hosted"] = false,
            ["languages"] = new JsonArray("en"),
            ["media_type"] = "audio",
            ["name"] = $"{song.ArtistName} explains",
            ["total_episodes"] = Song.PerArtist,
            ["type"] = "show",
            ["uri"] = $"spotify:show:{id}",
        };
    }

    private static string Paragraph(string text) => $"<p>{WebUtility.HtmlEncode(text)}</p>";

    private JsonArray UserPictures(SandboxUser user, params ReadOnlySpan<int> sizes) =>
        PicturesAt(ProfilePictures.Url(api, user), sizes);

    public static JsonArray Pictures(string name, params ReadOnlySpan<int> sizes) =>
        PicturesAt(CoverImages.Url(name), sizes);

    private static JsonArray PicturesAt(string url, params ReadOnlySpan<int> sizes)
    {
        var images = new JsonArray();
        foreach (var size in sizes)
        {
            images.Add(new JsonObject
            {
                ["height"] = size,
                ["url"] = url,
                ["width"] = size,
            });
        }

        return images;
    }

    private static JsonObject Urls(string kind, string id) => new() { ["spotify"] = $"{Open}/{kind}/{id}" };
}
