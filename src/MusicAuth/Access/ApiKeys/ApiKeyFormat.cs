using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Access.ApiKeys;

/// <summary>
/// An API key as its app holds it: <c>ma_</c>, 12 characters of id, 43 of secret, all base62. The last 6 are a CRC-32
/// of what stands before them, so that a scanner for leaked keys finds no false ones.
/// </summary>
public static class ApiKeyFormat
{
    public const int IdLength = 12;
    public const int Length = 59;

    private const string Prefix = "ma_";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretStart = 16;
    private const int CheckStart = Length - CheckLength;
    private const int CheckLength = 6;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Base62);

    /// <summary>A new key; its random part has 220 bits.</summary>
    public static string Create()
    {
        var random = RandomNumberGenerator.GetString(Base62, IdLength + CheckStart - SecretStart);
        Span<char> key = stackalloc char[Length];
        $"{Prefix}{random.AsSpan(0, IdLength)}_{random.AsSpan(IdLength)}".CopyTo(key);
        WriteCheck(Crc32.HashToUInt32(Encoding.ASCII.GetBytes(key[..CheckStart].ToString())), key[CheckStart..]);
        return new string(key);
    }

    /// <summary>The public part, by which a key is found and called.</summary>
    public static ReadOnlySpan<char> IdOf(ReadOnlySpan<char> key) => key.Slice(Prefix.Length, IdLength);

    /// <summary>The hash that is stored of a key; false where the text is no key at all.</summary>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        if (!HasForm(key))
            return false;
        Span<byte> ascii = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(key, ascii);
        Span<char> check = stackalloc char[CheckLength];
        WriteCheck(Crc32.HashToUInt32(ascii[..CheckStart]), check);
        if (!key[CheckStart..].SequenceEqual(check))
            return false;
        SHA256.HashData(ascii[SecretStart..], hash);
        CryptographicOperations.ZeroMemory(ascii);
        return true;
    }

    /// <summary>Whether a key stands somewhere in a text, whole.</summary>
    public static bool IsContainedIn(ReadOnlySpan<char> text)
    {
        while (text.IndexOf(Prefix) is >= 0 and var start)
        {
            text = text[start..];
            if (text.Length >= Length && HasForm(text[..Length]))
                return true;
            text = text[Prefix.Length..];
        }

        return false;
    }

    private static bool HasForm(ReadOnlySpan<char> key) =>
        key.Length == Length && key.StartsWith(Prefix) && key[SecretStart - 1] == '_'
        && !IdOf(key).ContainsAnyExcept(Characters) && !key[SecretStart..].ContainsAnyExcept(Characters);

    private static void WriteCheck(uint sum, Span<char> check)
    {
        for (var i = CheckLength - 1; i >= 0; i--, sum /= (uint)Base62.Length)
            check[i] = Base62[(int)(sum % (uint)Base62.Length)];
    }
}
