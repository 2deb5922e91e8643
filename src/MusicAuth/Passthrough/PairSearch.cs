using System.Numerics;
using System.Runtime.InteropServices;

namespace MusicAuth.Passthrough;

/// <summary>Two bytes in a row that are rare enough to look closer where they stand.</summary>
internal readonly record struct BytePair(byte First, byte Second)
{
    public static BytePair Of(ReadOnlySpan<byte> text) => new(text[0], text[1]);

    public bool IsAt(ReadOnlySpan<byte> text, int at) => text[at] == First && text[at + 1] == Second;
}

/// <summary>Searches for three things in one go; the framework's searches would read the text three times.</summary>
internal static class PairSearch
{
    /// <returns>Where the first of the three stands; -1 where none does.</returns>
    public static int IndexOfAny(ReadOnlySpan<byte> text, BytePair one, BytePair two, BytePair three)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector<byte>.Count < text.Length; at += Vector<byte>.Count)
        {
            var here = Vector.LoadUnsafe(ref start, (nuint)at);
            var next = Vector.LoadUnsafe(ref start, (nuint)at + 1);
            var hit = Places(here, next, one) | Places(here, next, two) | Places(here, next, three);
            if (hit != Vector<byte>.Zero)
                break;
        }

        for (; at + 1 < text.Length; at++)
        {
            if (one.IsAt(text, at) || two.IsAt(text, at) || three.IsAt(text, at))
                return at;
        }

        return -1;
    }

    private static Vector<byte> Places(Vector<byte> here, Vector<byte> next, BytePair pair) =>
        Vector.Equals(here, new Vector<byte>(pair.First)) & Vector.Equals(next, new Vector<byte>(pair.Second));
}
