using System.Globalization;

namespace MusicAuth.Providers.Spotify;

/// <summary>Reads the items of Spotify's lists.</summary>
internal static class SpotifyLibraryMapping
{
    // A more lenient parser would find a date in "1.5" and today in "12:30".
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    /// <summary>Null without an id: such a playlist cannot be opened.</summary>
    public static Playlist? ReadPlaylist(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? id = null, name = null, description = null, image = null, url = null, revision = null;
        PlaylistOwner? owner = null;
        long? items = null, tracks = null;
        bool? isPublic = null, isCollaborative = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("name"u8)) name = reader.ReadString() ?? name;
            else if (member.SequenceEqual("description"u8)) description = reader.ReadString() ?? description;
            else if (member.SequenceEqual("owner"u8))
                owner = LibraryParts.ReadOwner(ref reader, "display_name"u8) ?? owner;
            else if (member.SequenceEqual("public"u8)) isPublic = reader.ReadBoolean() ?? isPublic;
            else if (member.SequenceEqual("collaborative"u8)) isCollaborative = reader.ReadBoolean() ?? isCollaborative;
            else if (member.SequenceEqual("images"u8))
                image = SpotifyLibraryParts.ReadLargestImage(ref reader) ?? image;
            else if (member.SequenceEqual("external_urls"u8)) url = SpotifyLibraryParts.ReadWebUrl(ref reader) ?? url;
            else if (member.SequenceEqual("snapshot_id"u8)) revision = reader.ReadString() ?? revision;
            // Spotify renamed `tracks` to `items` in 2026. It sends both, or neither for other users' playlists.
            else if (member.SequenceEqual("items"u8)) items = SpotifyLibraryParts.ReadTotal(ref reader) ?? items;
            else if (member.SequenceEqual("tracks"u8)) tracks = SpotifyLibraryParts.ReadTotal(ref reader) ?? tracks;
            else reader.Skip();
        }

        return id is null ? null : new Playlist
        {
            Provider = SpotifyProvider.Name,
            Id = id,
            Name = name,
            Description = HtmlText.Read(description) is { Length: > 0 } text ? text : null,
            Owner = owner,
            TracksTotal = items ?? tracks,
            Public = isPublic,
            Collaborative = isCollaborative,
            ImageUrl = image,
            Url = url,
            Revision = string.IsNullOrEmpty(revision) ? null : revision,
        };
    }

    /// <summary>Reads a saved track or an item of a playlist.</summary>
    public static Track? ReadTrack(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? addedAt = null;
        bool? isLocal = null;
        SpotifyTrackReader? item = null, track = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("added_at"u8)) addedAt = reader.ReadString() ?? addedAt;
            else if (member.SequenceEqual("is_local"u8)) isLocal = reader.ReadBoolean() ?? isLocal;
            // `/me/tracks` says `track`; `/playlists/{id}/items` says `item`, with `track` as its deprecated alias.
            else if (member.SequenceEqual("item"u8)) item = SpotifyTrackReader.Read(ref reader) ?? item;
            else if (member.SequenceEqual("track"u8)) track = SpotifyTrackReader.Read(ref reader) ?? track;
            else reader.Skip();
        }

        return (item ?? track)?.ToTrack(isLocal is true, ParseTime(addedAt));
    }

    private static DateTimeOffset? ParseTime(string? text) => DateTimeOffset.TryParseExact(
        text, TimeFormats, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
