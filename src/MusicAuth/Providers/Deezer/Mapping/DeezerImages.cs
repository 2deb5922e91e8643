namespace MusicAuth.Providers.Deezer.Mapping;

/// <summary>The sizes of one image; Deezer sends a member for each size.</summary>
internal struct DeezerImages
{
    private string? _extraLarge;
    private string? _big;
    private string? _medium;
    private string? _small;

    /// <summary>The image of 500 pixels, the size for lists; otherwise the largest one.</summary>
    public readonly string? Best => _big ?? _extraLarge ?? _medium ?? _small;

    public void Read(scoped ReadOnlySpan<byte> size, ref LenientJsonReader reader)
    {
        if (size.SequenceEqual("big"u8)) _big = ReadUrl(ref reader) ?? _big;
        else if (size.SequenceEqual("xl"u8)) _extraLarge = ReadUrl(ref reader) ?? _extraLarge;
        else if (size.SequenceEqual("medium"u8)) _medium = ReadUrl(ref reader) ?? _medium;
        else if (size.SequenceEqual("small"u8)) _small = ReadUrl(ref reader) ?? _small;
        else reader.Skip();
    }

    private static string? ReadUrl(ref LenientJsonReader reader) => WebLink.PictureOrNull(reader.ReadString());
}
