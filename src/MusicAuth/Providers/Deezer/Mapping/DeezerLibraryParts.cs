namespace MusicAuth.Providers.Deezer.Mapping;

/// <summary>Parts of entries. Null where nothing of them can be read; PHP sends an empty list for no object.</summary>
internal static class DeezerLibraryParts
{
    public static PlaylistOwner? ReadOwner(ref LenientJsonReader json)
    {
        var (id, name, _) = Read(ref json, "name"u8);
        return (id ?? name) is null ? null : new PlaylistOwner(id, name);
    }

    public static Artist? ReadArtist(ref LenientJsonReader json)
    {
        var (id, name, _) = Read(ref json, "name"u8);
        return (id ?? name) is null ? null : new Artist(id, name);
    }

    public static Album? ReadAlbum(ref LenientJsonReader json)
    {
        var (id, name, picture) = Read(ref json, "title"u8);
        return (id ?? name ?? picture) is null ? null : new Album(id, name, picture);
    }

    private static (string? Id, string? Name, string? Picture) Read(
        ref LenientJsonReader json, scoped ReadOnlySpan<byte> nameMember)
    {
        if (!json.TryEnterObject())
            return (null, null, null);
        string? id = null, name = null;
        var pictures = new DeezerImages();
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual(nameMember)) name = json.ReadString() is { Length: > 0 } text ? text : name;
            else if (member.StartsWith("cover_"u8)) pictures.Read(member["cover_".Length..], ref json);
            else json.Skip();
        }

        return (id, name, pictures.Best);
    }
}
