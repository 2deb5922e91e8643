using MusicAuth.Library;

namespace MusicAuth.Providers.Spotify;

/// <summary>Parts of entries. Null where nothing of them can be read.</summary>
internal static class SpotifyParts
{
    public static PlaylistOwner? Owner(ref LenientJson json)
    {
        var (id, name) = IdAndName(ref json, "display_name"u8);
        return (id ?? name) is null ? null : new PlaylistOwner(id, name);
    }

    public static Artist? Artist(ref LenientJson json)
    {
        var (id, name) = IdAndName(ref json, "name"u8);
        return (id ?? name) is null ? null : new Artist(id, name);
    }

    /// <summary>An album, a show or an audiobook.</summary>
    public static Album? Album(ref LenientJson json)
    {
        if (!json.EntersObject())
            return null;
        string? id = null, name = null, image = null;
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.Id() ?? id;
            else if (member.SequenceEqual("name"u8)) name = NullIfEmpty(json.Text()) ?? name;
            else if (member.SequenceEqual("images"u8)) image = LargestPicture(ref json) ?? image;
            else json.Skip();
        }

        return (id ?? name ?? image) is null ? null : new Album(id, name, image);
    }

    /// <summary>The widest; the first where no width is known.</summary>
    public static string? LargestPicture(ref LenientJson json)
    {
        if (!json.EntersArray())
            return null;
        string? largest = null;
        var width = -1L;
        while (json.NextElement())
        {
            var (url, own) = Picture(ref json);
            if (WebLink.PictureOrNull(url) is not { } usable || (largest is not null && own <= width))
                continue;
            (largest, width) = (usable, own);
        }

        return largest;
    }

    public static string? WebAddress(ref LenientJson json)
    {
        string? address = null;
        if (!json.EntersObject())
            return null;
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("spotify"u8)) address = WebLink.OrNull(json.Text()) ?? address;
            else json.Skip();
        }

        return address;
    }

    public static string? Isrc(ref LenientJson json)
    {
        string? isrc = null;
        if (!json.EntersObject())
            return null;
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("isrc"u8)) isrc = NullIfEmpty(json.Text()) ?? isrc;
            else json.Skip();
        }

        return isrc;
    }

    public static long? Total(ref LenientJson json)
    {
        long? total = null;
        if (!json.EntersObject())
            return null;
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("total"u8)) total = json.Count() ?? total;
            else json.Skip();
        }

        return total;
    }

    private static (string? Url, long Width) Picture(ref LenientJson json)
    {
        string? url = null;
        long? width = null;
        if (!json.EntersObject())
            return (null, -1);
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("url"u8)) url = json.Text() ?? url;
            else if (member.SequenceEqual("width"u8)) width = json.Count() ?? width;
            else json.Skip();
        }

        return (url, width ?? -1);
    }

    private static (string? Id, string? Name) IdAndName(ref LenientJson json, scoped ReadOnlySpan<byte> nameMember)
    {
        string? id = null, name = null;
        if (!json.EntersObject())
            return (null, null);
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.Id() ?? id;
            else if (member.SequenceEqual(nameMember)) name = NullIfEmpty(json.Text()) ?? name;
            else json.Skip();
        }

        return (id, name);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
