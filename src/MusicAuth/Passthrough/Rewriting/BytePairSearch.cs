using System.Numerics;
using System.Runtime.InteropServices;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Searches for three things in one go; the framework's searches would read the text three times.</summary>
internal static class BytePairSearch
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
            var hit = FindPairs(here, next, one) | FindPairs(here, next, two) | FindPairs(here, next, three);
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

    private static Vector<byte> FindPairs(Vector<byte> here, Vector<byte> next, BytePair pair) =>
        Vector.Equals(here, new Vector<byte>(pair.First)) & Vector.Equals(next, new Vector<byte>(pair.Second));
}
