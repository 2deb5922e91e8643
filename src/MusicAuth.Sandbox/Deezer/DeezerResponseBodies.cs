using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Deezer;

/// <summary>Deezer's response bodies: numeric ids, durations in seconds, five URLs for each picture.</summary>
internal sealed class DeezerResponseBodies(string api)
{
    private const string Site = "https://www.deezer.com";
    private const long TrackBase = 1_000_000_000;
    private const long AlbumBase = 300_000_000;
    private const long PlaylistBase = 6_000_000_000;
    private static readonly DateTimeOffset Newest = new(2026, 10, 30, 19, 0, 0, TimeSpan.Zero);

    public static long PlaylistId(Playlist playlist) =>
        PlaylistBase + (playlist.Owner.Number * 1_000_000L) + playlist.Index;

    public static (int Owner, int Index)? ReadPlaylistId(long id) => id is > PlaylistBase and < PlaylistBase * 2
        ? ((int)((id - PlaylistBase) / 1_000_000), (int)((id - PlaylistBase) % 1_000_000))
        : null;

    public static Song? ReadTrackId(long id) =>
        id is >= TrackBase and < TrackBase + Catalogue.Size ? new Song((int)(id - TrackBase)) : null;

    public static Song? ReadAlbumId(long id) =>
        id is >= AlbumBase and < AlbumBase + (Catalogue.Size / 10) ? new Song((int)(id - AlbumBase) * 10) : null;

    public JsonObject Me(SandboxUser user, bool withEmail)
    {
        var me = new JsonObject
        {
            ["id"] = user.DeezerId,
            ["name"] = user.DisplayName ?? "",
            ["lastname"] = "Sandbox",
            ["firstname"] = user.DisplayName ?? "",
        };
        if (withEmail) me["email"] = $"{user.Name}@example.com";
        me["status"] = 2;
        me["birthday"] = "0000-00-00";
        me["inscription_date"] = "2018-04-03";
        me["gender"] = "";
        me["link"] = $"{Site}/profile/{user.DeezerId}";
        PicturesAt(me, "picture", $"{api}/user/{user.DeezerId}/image", ProfilePictures.Url(api, user));
        me["country"] = "FR";
        me["lang"] = "en";
        me["is_kid"] = false;
        me["explicit_content_level"] = "explicit_display";
        me["explicit_content_levels_available"] =
            new JsonArray("explicit_display", "explicit_no_recommendation", "explicit_hide");
        me["tracklist"] = $"{api}/user/{user.DeezerId}/flow";
        me["type"] = "user";
        return me;
    }

    public JsonObject Playlist(Playlist playlist)
    {
        var (owner, id) = (playlist.Owner, PlaylistId(playlist));
        var loved = playlist.Index == 0;
        var count = Songs(playlist).Count;
        var added = playlist.IsCreated ? Newest : Newest.AddDays(-playlist.Index);
        var form = new JsonObject
        {
            ["id"] = id,
            ["title"] = loved ? "Loved Tracks" : playlist.Name,
            ["duration"] = count * 214,
            ["public"] = !loved && playlist.Public,
            ["is_loved_track"] = loved,
            ["collaborative"] = playlist.Collaborative,
            ["nb_tracks"] = count,
            ["fans"] = loved || playlist.IsCreated ? 0 : playlist.Index * 3,
            ["link"] = $"{Site}/playlist/{id}",
        };
        var cover = $"playlist-{owner.Number}-{playlist.Index}";
        Pictures(form, "picture", $"{api}/playlist/{id}/image", cover);
        form["checksum"] = playlist.Fingerprint;
        form["tracklist"] = $"{api}/playlist/{id}/tracks";
        form["creation_date"] = Text(added.AddYears(-2));
        form["add_date"] = Text(added.AddYears(-2));
        form["mod_date"] = Text(added);
        form["md5_image"] = playlist.Fingerprint;
        form["picture_type"] = loved ? "playlist" : "cover";
        form["time_add"] = added.AddYears(-2).ToUnixTimeSeconds();
        form["time_mod"] = added.ToUnixTimeSeconds();
        form["creator"] = new JsonObject
        {
            ["id"] = owner.DeezerId,
            ["name"] = owner.DisplayName ?? "",
            ["tracklist"] = $"{api}/user/{owner.DeezerId}/flow",
            ["type"] = "user",
        };
        form["type"] = "playlist";
        return form;
    }

    public static ListContents Songs(Playlist playlist) =>
        playlist.Index == 0 ? playlist.Owner.Deezer.Favorites : playlist.Songs;

    public static Song SongAt(Playlist playlist, ListEntry line) =>
        playlist.Index == 0 ? playlist.Owner.FavoriteAt(line) : playlist.SongAt(line);

    /// <summary>A favourite: without ISRC and without the short title.</summary>
    public JsonObject Favorite(Song song, ListEntry line, bool readable)
    {
        var track = Begin(song, readable);
        track["link"] = $"{Site}/track/{track["id"]}";
        Describe(track, song);
        track["time_add"] = AddedAt(line);
        track["album"] = Album(song);
        track["artist"] = Artist(song);
        track["type"] = "track";
        return track;
    }

    public JsonObject Track(Song song, ListEntry? line, bool readable)
    {
        var track = Begin(song, readable);
        track["title_short"] = song.Title;
        track["title_version"] = "";
        track["isrc"] = song.Isrc;
        track["link"] = $"{Site}/track/{track["id"]}";
        Describe(track, song);
        track["preview"] = Preview(song);
        if (line is { } at) track["time_add"] = AddedAt(at);
        track["artist"] = Artist(song);
        track["artist"]!["link"] = $"{Site}/artist/{track["artist"]!["id"]}";
        track["album"] = Album(song);
        track["album"]!["upc"] = $"50{song.Album:00000000000}";
        track["type"] = "track";
        return track;
    }

    /// <summary>Flow's form of a song: no ISRC, no address, no time.</summary>
    public JsonObject FlowTrack(Song song)
    {
        var track = Begin(song, readable: true);
        track["title_short"] = song.Title;
        track["title_version"] = "";
        Describe(track, song);
        track["preview"] = Preview(song);
        track["artist"] = Artist(song);
        track["album"] = Album(song);
        track["type"] = "track";
        return track;
    }

    public JsonObject Album(Song song)
    {
        var id = AlbumBase + song.Album;
        var form = new JsonObject { ["id"] = id, ["title"] = song.AlbumTitle };
        Pictures(form, "cover", $"{api}/album/{id}/image", $"album-{song.Album}");
        form["md5_image"] = Hash.Hex(song.Album);
        form["tracklist"] = $"{api}/album/{id}/tracks";
        form["type"] = "album";
        return form;
    }

    public JsonObject Artist(Song song)
    {
        var id = 10_000L + song.Artist;
        var form = new JsonObject { ["id"] = id, ["name"] = song.ArtistName };
        Pictures(form, "picture", $"{api}/artist/{id}/image", $"artist-{song.Artist}");
        form["tracklist"] = $"{api}/artist/{id}/top?limit=50";
        form["type"] = "artist";
        return form;
    }

    public JsonObject FavoriteAlbum(Song song, ListEntry line)
    {
        var album = Album(song);
        album["link"] = $"{Site}/album/{album["id"]}";
        album["nb_tracks"] = Song.PerAlbum;
        album["record_type"] = "album";
        album["available"] = true;
        album["time_add"] = AddedAt(line);
        album["artist"] = Artist(song);
        return album;
    }

    public JsonObject FavoriteArtist(Song song, ListEntry line)
    {
        var artist = Artist(song);
        artist["link"] = $"{Site}/artist/{artist["id"]}";
        artist["nb_album"] = Song.PerArtist / Song.PerAlbum;
        artist["radio"] = true;
        artist["time_add"] = AddedAt(line);
        return artist;
    }

    public static long PlayedAt(int position) => Newest.AddMinutes(-4 * position).ToUnixTimeSeconds();

    private static JsonObject Begin(Song song, bool readable) =>
        new() { ["id"] = TrackBase + song.Index, ["readable"] = readable, ["title"] = song.Title };

    private static void Describe(JsonObject track, Song song)
    {
        track["duration"] = song.DurationMs / 1000;
        track["rank"] = (int)(Hash.Of(song.Index) % 900_000);
        track["explicit_lyrics"] = song.Explicit;
        track["explicit_content_lyrics"] = song.Explicit ? 1 : 0;
        track["explicit_content_cover"] = 0;
        track["md5_image"] = Hash.Hex(song.Album);
    }

    private static string Preview(Song song) => $"https://cdnt-preview.dzcdn.net/api/1/1/{Hash.Hex(song.Index)}.mp3";

    private static void Pictures(JsonObject form, string member, string image, string name) =>
        PicturesAt(form, member, image, CoverImages.Url(name));

    private static void PicturesAt(JsonObject form, string member, string image, string url)
    {
        form[member] = image;
        foreach (var suffix in (string[])["small", "medium", "big", "xl"])
            form[$"{member}_{suffix}"] = url;
    }

    private static long AddedAt(ListEntry line) =>
        (line.Added?.At ?? Newest.AddMinutes(-53 * line.Origin)).ToUnixTimeSeconds();

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
