namespace MusicAuth.Providers.Deezer;

/// <summary>Reads the items of Deezer's lists.</summary>
internal static class DeezerLibraryMapping
{
    private const long MaxUnixSeconds = 253_402_300_799;

    /// <summary>Null without an id: such a playlist cannot be opened.</summary>
    public static Playlist? ReadPlaylist(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? id = null, name = null, description = null, url = null, revision = null;
        PlaylistOwner? owner = null;
        long? total = null;
        bool? isPublic = null, isCollaborative = null, isFavorites = null;
        var images = new DeezerImages();
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("title"u8)) name = reader.ReadString() ?? name;
            else if (member.SequenceEqual("description"u8)) description = reader.ReadString() ?? description;
            else if (member.SequenceEqual("creator"u8)) owner = LibraryParts.ReadOwner(ref reader, "name"u8) ?? owner;
            else if (member.SequenceEqual("nb_tracks"u8)) total = reader.ReadCount() ?? total;
            else if (member.SequenceEqual("public"u8)) isPublic = reader.ReadBoolean() ?? isPublic;
            else if (member.SequenceEqual("collaborative"u8)) isCollaborative = reader.ReadBoolean() ?? isCollaborative;
            else if (member.SequenceEqual("is_loved_track"u8)) isFavorites = reader.ReadBoolean() ?? isFavorites;
            else if (member.SequenceEqual("link"u8)) url = WebLink.OrNull(reader.ReadString()) ?? url;
            else if (member.SequenceEqual("checksum"u8)) revision = reader.ReadString() ?? revision;
            else if (member.StartsWith("picture_"u8)) images.Read(member["picture_".Length..], ref reader);
            else reader.Skip();
        }

        return id is null ? null : new Playlist
        {
            Provider = DeezerProvider.Name,
            Id = id,
            Name = name,
            Description = string.IsNullOrEmpty(description) ? null : description,
            Owner = owner,
            TracksTotal = total,
            Public = isPublic,
            Collaborative = isCollaborative,
            Favorites = isFavorites is true,
            ImageUrl = images.Best,
            Url = url,
            Revision = string.IsNullOrEmpty(revision) ? null : revision,
        };
    }

    /// <summary>Reads a track of any list; null if nothing readable identifies the track.</summary>
    public static Track? ReadTrack(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? id = null, title = null, isrc = null, url = null;
        long? duration = null, addedAt = null;
        bool? isReadable = null, isExplicit = null;
        Artist? artist = null;
        Album? album = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("title"u8)) title = reader.ReadString() ?? title;
            else if (member.SequenceEqual("readable"u8)) isReadable = reader.ReadBoolean() ?? isReadable;
            else if (member.SequenceEqual("explicit_lyrics"u8)) isExplicit = reader.ReadBoolean() ?? isExplicit;
            else if (member.SequenceEqual("isrc"u8)) isrc = reader.ReadString() ?? isrc;
            else if (member.SequenceEqual("link"u8)) url = WebLink.OrNull(reader.ReadString()) ?? url;
            else if (member.SequenceEqual("duration"u8)) duration = reader.ReadCount() ?? duration;
            else if (member.SequenceEqual("time_add"u8)) addedAt = reader.ReadCount() ?? addedAt;
            else if (member.SequenceEqual("artist"u8)) artist = LibraryParts.ReadArtist(ref reader) ?? artist;
            else if (member.SequenceEqual("album"u8)) album = ReadAlbum(ref reader) ?? album;
            else reader.Skip();
        }

        return id is null && string.IsNullOrEmpty(title) && artist is null && album is null ? null : new Track
        {
            Provider = DeezerProvider.Name,
            Id = id,
            Title = title,
            Artists = artist is null ? [] : [artist],
            Album = album,
            DurationMs = duration * 1000,
            Isrc = string.IsNullOrEmpty(isrc) ? null : isrc,
            Explicit = isExplicit,
            Playable = isReadable,
            Kind = TrackKind.Track,
            AddedAt = addedAt is > 0 and <= MaxUnixSeconds and var seconds
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            Url = url ?? GetPageUrl(id),
        };
    }

    private static Album? ReadAlbum(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? id = null, title = null;
        var images = new DeezerImages();
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("title"u8)) title = reader.ReadNonEmptyString() ?? title;
            else if (member.StartsWith("cover_"u8)) images.Read(member["cover_".Length..], ref reader);
            else reader.Skip();
        }

        return (id ?? title ?? images.Best) is null ? null : new Album(id, title, images.Best);
    }

    // The tracks of a flow come without a link. A negative id is a file that the user uploaded; it has no page.
    private static string? GetPageUrl(string? id) =>
        id?.All(char.IsAsciiDigit) is true ? $"https://www.deezer.com/track/{id}" : null;
}
