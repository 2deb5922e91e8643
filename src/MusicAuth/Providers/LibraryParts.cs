namespace MusicAuth.Providers;

/// <summary>Reads the parts that both providers write alike; null for an unreadable part.</summary>
internal static class LibraryParts
{
    public static Artist? ReadArtist(ref LenientJsonReader reader) =>
        ReadIdAndName(ref reader, "name"u8) is { } artist ? new Artist(artist.Id, artist.Name) : null;

    public static PlaylistOwner? ReadOwner(ref LenientJsonReader reader, scoped ReadOnlySpan<byte> nameMember) =>
        ReadIdAndName(ref reader, nameMember) is { } owner ? new PlaylistOwner(owner.Id, owner.Name) : null;

    private static (string? Id, string? Name)? ReadIdAndName(
        ref LenientJsonReader reader, scoped ReadOnlySpan<byte> nameMember)
    {
        string? id = null, name = null;
        if (!reader.TryEnterObject())
            return null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual(nameMember)) name = reader.ReadNonEmptyString() ?? name;
            else reader.Skip();
        }

        return (id ?? name) is null ? null : (id, name);
    }
}
