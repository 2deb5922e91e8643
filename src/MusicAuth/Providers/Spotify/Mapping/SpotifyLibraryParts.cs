namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>Parts of entries. Null where nothing of them can be read.</summary>
internal static class SpotifyLibraryParts
{
    public static PlaylistOwner? ReadOwner(ref LenientJsonReader json)
    {
        var (id, name) = ReadIdAndName(ref json, "display_name"u8);
        return (id ?? name) is null ? null : new PlaylistOwner(id, name);
    }

    public static Artist? ReadArtist(ref LenientJsonReader json)
    {
        var (id, name) = ReadIdAndName(ref json, "name"u8);
        return (id ?? name) is null ? null : new Artist(id, name);
    }

    /// <summary>An album, a show or an audiobook.</summary>
    public static Album? ReadAlbum(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        string? id = null, name = null, image = null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual("name"u8)) name = NullIfEmpty(json.ReadString()) ?? name;
            else if (member.SequenceEqual("images"u8)) image = ReadLargestImage(ref json) ?? image;
            else json.Skip();
        }

        return (id ?? name ?? image) is null ? null : new Album(id, name, image);
    }

    /// <summary>The widest; the first where no width is known.</summary>
    public static string? ReadLargestImage(ref LenientJsonReader json)
    {
        if (!json.TryEnterArray())
            return null;
        string? largest = null;
        var width = -1L;
        while (json.TryReadElement())
        {
            var (url, own) = ReadImage(ref json);
            if (WebLink.PictureOrNull(url) is not { } usable || (largest is not null && own <= width))
                continue;
            (largest, width) = (usable, own);
        }

        return largest;
    }

    public static string? ReadWebUrl(ref LenientJsonReader json)
    {
        string? address = null;
        if (!json.TryEnterObject())
            return null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("spotify"u8)) address = WebLink.OrNull(json.ReadString()) ?? address;
            else json.Skip();
        }

        return address;
    }

    public static string? ReadIsrc(ref LenientJsonReader json)
    {
        string? isrc = null;
        if (!json.TryEnterObject())
            return null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("isrc"u8)) isrc = NullIfEmpty(json.ReadString()) ?? isrc;
            else json.Skip();
        }

        return isrc;
    }

    public static long? ReadTotal(ref LenientJsonReader json)
    {
        long? total = null;
        if (!json.TryEnterObject())
            return null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("total"u8)) total = json.ReadCount() ?? total;
            else json.Skip();
        }

        return total;
    }

    private static (string? Url, long Width) ReadImage(ref LenientJsonReader json)
    {
        string? url = null;
        long? width = null;
        if (!json.TryEnterObject())
            return (null, -1);
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("url"u8)) url = json.ReadString() ?? url;
            else if (member.SequenceEqual("width"u8)) width = json.ReadCount() ?? width;
            else json.Skip();
        }

        return (url, width ?? -1);
    }

    private static (string? Id, string? Name) ReadIdAndName(ref LenientJsonReader json, scoped ReadOnlySpan<byte> nameMember)
    {
        string? id = null, name = null;
        if (!json.TryEnterObject())
            return (null, null);
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual(nameMember)) name = NullIfEmpty(json.ReadString()) ?? name;
            else json.Skip();
        }

        return (id, name);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
