using System.Numerics;
using System.Runtime.InteropServices;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Searches for three byte pairs in one pass; the framework would need three.</summary>
internal static class BytePairSearch
{
    /// <returns>The index of the first pair found; -1 if there is none.</returns>
    public static int IndexOfAny(ReadOnlySpan<byte> text, BytePair first, BytePair second, BytePair third)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var index = 0;
        for (; index + Vector<byte>.Count < text.Length; index += Vector<byte>.Count)
        {
            var current = Vector.LoadUnsafe(ref start, (nuint)index);
            var next = Vector.LoadUnsafe(ref start, (nuint)index + 1);
            var found = FindPairs(current, next, first) | FindPairs(current, next, second)
                | FindPairs(current, next, third);
            if (found != Vector<byte>.Zero)
                break;
        }

        for (; index + 1 < text.Length; index++)
        {
            if (first.IsAt(text, index) || second.IsAt(text, index) || third.IsAt(text, index))
                return index;
        }

        return -1;
    }

    private static Vector<byte> FindPairs(Vector<byte> current, Vector<byte> next, BytePair pair) =>
        Vector.Equals(current, new Vector<byte>(pair.First)) & Vector.Equals(next, new Vector<byte>(pair.Second));
}
