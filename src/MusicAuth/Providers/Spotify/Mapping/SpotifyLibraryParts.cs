namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>Reads parts of Spotify's playlists and tracks; null for an unreadable part.</summary>
internal static class SpotifyLibraryParts
{
    /// <summary>Reads an album, a show or an audiobook.</summary>
    public static Album? ReadAlbum(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        string? id = null, name = null, image = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("name"u8)) name = reader.ReadNonEmptyString() ?? name;
            else if (member.SequenceEqual("images"u8)) image = ReadLargestImage(ref reader) ?? image;
            else reader.Skip();
        }

        return (id ?? name ?? image) is null ? null : new Album(id, name, image);
    }

    /// <summary>The widest image; the first one if no width is known.</summary>
    public static string? ReadLargestImage(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterArray())
            return null;
        string? largest = null;
        var largestWidth = -1L;
        while (reader.TryReadElement())
        {
            var (url, width) = ReadImage(ref reader);
            if (url is not null && (largest is null || width > largestWidth))
                (largest, largestWidth) = (url, width);
        }

        return largest;
    }

    public static string? ReadWebUrl(ref LenientJsonReader reader) =>
        reader.ReadMember("spotify"u8, static (ref url) => WebLink.OrNull(url.ReadString()));

    public static string? ReadIsrc(ref LenientJsonReader reader) =>
        reader.ReadMember("isrc"u8, static (ref isrc) => isrc.ReadNonEmptyString());

    public static long? ReadTotal(ref LenientJsonReader reader) =>
        reader.ReadMember("total"u8, static (ref total) => total.ReadCount());

    private static (string? Url, long Width) ReadImage(ref LenientJsonReader reader)
    {
        string? url = null;
        long? width = null;
        if (!reader.TryEnterObject())
            return (null, -1);
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("url"u8)) url = reader.ReadString() ?? url;
            else if (member.SequenceEqual("width"u8)) width = reader.ReadCount() ?? width;
            else reader.Skip();
        }

        return (WebLink.PictureOrNull(url), width ?? -1);
    }
}
