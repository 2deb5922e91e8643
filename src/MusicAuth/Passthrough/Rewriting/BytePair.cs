namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Two adjacent bytes that are rare enough to search for first.</summary>
internal readonly record struct BytePair(byte First, byte Second)
{
    /// <summary>The first two bytes of a text.</summary>
    public static BytePair Of(ReadOnlySpan<byte> text) => new(text[0], text[1]);

    public bool IsAt(ReadOnlySpan<byte> text, int index) => text[index] == First && text[index + 1] == Second;
}
