namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Two bytes in a row that are rare enough to look closer where they stand.</summary>
internal readonly record struct BytePair(byte First, byte Second)
{
    public static BytePair Of(ReadOnlySpan<byte> text) => new(text[0], text[1]);

    public bool IsAt(ReadOnlySpan<byte> text, int at) => text[at] == First && text[at + 1] == Second;
}
