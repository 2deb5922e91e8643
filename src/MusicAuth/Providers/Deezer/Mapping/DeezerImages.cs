namespace MusicAuth.Providers.Deezer.Mapping;

/// <summary>The sizes of one picture, each in a member of its own.</summary>
internal struct DeezerImages
{
    private string? _extraLarge;
    private string? _big;
    private string? _medium;
    private string? _small;

    /// <summary>500 pixels wide where there is that one, as lists show it; else the largest.</summary>
    public readonly string? Best => _big ?? _extraLarge ?? _medium ?? _small;

    public void Read(scoped ReadOnlySpan<byte> size, ref LenientJsonReader json)
    {
        if (size.SequenceEqual("big"u8)) _big = WebLink.PictureOrNull(json.ReadString()) ?? _big;
        else if (size.SequenceEqual("xl"u8)) _extraLarge = WebLink.PictureOrNull(json.ReadString()) ?? _extraLarge;
        else if (size.SequenceEqual("medium"u8)) _medium = WebLink.PictureOrNull(json.ReadString()) ?? _medium;
        else if (size.SequenceEqual("small"u8)) _small = WebLink.PictureOrNull(json.ReadString()) ?? _small;
        else json.Skip();
    }
}
