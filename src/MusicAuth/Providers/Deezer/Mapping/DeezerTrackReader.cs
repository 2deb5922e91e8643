namespace MusicAuth.Providers.Deezer.Mapping;

/// <summary>Reads a track of any list.</summary>
internal static class DeezerTrackReader
{
    private const long LatestSecond = 253_402_300_799;

    /// <summary>Null where nothing is left that tells which track it is.</summary>
    public static Track? ReadTrack(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        string? id = null, title = null, isrc = null, url = null;
        long? duration = null, addedAt = null;
        bool? isReadable = null, isExplicit = null;
        Artist? artist = null;
        Album? album = null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual("title"u8)) title = json.ReadString() ?? title;
            else if (member.SequenceEqual("readable"u8)) isReadable = json.ReadBoolean() ?? isReadable;
            else if (member.SequenceEqual("explicit_lyrics"u8)) isExplicit = json.ReadBoolean() ?? isExplicit;
            else if (member.SequenceEqual("isrc"u8)) isrc = json.ReadString() ?? isrc;
            else if (member.SequenceEqual("link"u8)) url = WebLink.OrNull(json.ReadString()) ?? url;
            else if (member.SequenceEqual("duration"u8)) duration = json.ReadCount() ?? duration;
            else if (member.SequenceEqual("time_add"u8)) addedAt = json.ReadCount() ?? addedAt;
            else if (member.SequenceEqual("artist"u8)) artist = DeezerLibraryParts.ReadArtist(ref json) ?? artist;
            else if (member.SequenceEqual("album"u8)) album = DeezerLibraryParts.ReadAlbum(ref json) ?? album;
            else json.Skip();
        }

        return id is null && string.IsNullOrEmpty(title) && artist is null && album is null ? null : new Track
        {
            Provider = DeezerLibrary.Name,
            Id = id,
            Title = title,
            Artists = artist is null ? [] : [artist],
            Album = album,
            DurationMs = duration * 1000,
            Isrc = string.IsNullOrEmpty(isrc) ? null : isrc,
            Explicit = isExplicit,
            Playable = isReadable,
            Kind = TrackKind.Track,
            AddedAt = addedAt is > 0 and <= LatestSecond and var seconds
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            Url = url ?? GetPageUrl(id),
        };
    }

    // The tracks of a flow come without their link. A negative id is a file of the user's own, which has no page.
    private static string? GetPageUrl(string? id) =>
        id?.All(char.IsAsciiDigit) is true ? $"https://www.deezer.com/track/{id}" : null;
}
