namespace MusicAuth.Sandbox.Music;

/// <summary>Spotify's 22 character ids as a bijection: every id leads back to its item without a table.</summary>
internal static class Ids
{
    private const string Base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;

    public static string Write(IdKind kind, int owner, int index)
    {
        var low = Scatter(((ulong)kind << 56) | ((ulong)(uint)owner << 32) | (uint)index);
        var value = new UInt128(Hash.Of(unchecked((long)low)), low);
        Span<char> text = stackalloc char[22];
        for (var at = text.Length - 1; at >= 0; at--, value /= 62) text[at] = Base62[(int)(value % 62)];
        return text.ToString();
    }

    public static string Write(IdKind kind, int index) => Write(kind, 0, index);

    public static bool TryRead(string? id, IdKind kind, out int owner, out int index)
    {
        (owner, index) = (0, 0);
        if (id is not { Length: 22 }) return false;
        UInt128 value = 0;
        foreach (var letter in id)
        {
            var digit = Base62.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0) return false;
            value = unchecked((value * 62) + (UInt128)digit);
        }

        var low = (ulong)value;
        if ((ulong)(value >> 64) != Hash.Of(unchecked((long)low))) return false;
        var plain = Gather(low);
        (owner, index) = ((int)((plain >> 32) & 0xFFFFFF), (int)(uint)plain);
        return plain >> 56 == (ulong)kind;
    }

    private static ulong Scatter(ulong x)
    {
        x = unchecked(x * First);
        x ^= x >> 32;
        return unchecked(x * Second);
    }

    private static ulong Gather(ulong x)
    {
        x = unchecked(x * Inverse(Second));
        x ^= x >> 32;
        return unchecked(x * Inverse(First));
    }

    // Newton's iteration: each step doubles the number of correct bits, from 3 to more than 64.
    private static ulong Inverse(ulong odd)
    {
        var inverse = odd;
        for (var step = 0; step < 5; step++) inverse = unchecked(inverse * (2 - (odd * inverse)));
        return inverse;
    }
}
