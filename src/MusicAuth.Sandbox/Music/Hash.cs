namespace MusicAuth.Sandbox.Music;

/// <summary>A fixed hash of numbers: the same index gives the same song on every machine.</summary>
internal static class Hash
{
    public static ulong Of(long value)
    {
        var x = unchecked((ulong)value + 0x9E3779B97F4A7C15);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return x ^ (x >> 31);
    }

    /// <summary>A number of a text, as a seed.</summary>
    public static long Seed(string text) => text.Aggregate(17L, (sum, letter) => unchecked((sum * 31) + letter));

    public static T Pick<T>(IReadOnlyList<T> from, long value) => from[(int)(Of(value) % (ulong)from.Count)];

    public static string Hex(long value) => $"{Of(value):x16}{Of(~value):x16}";
}
