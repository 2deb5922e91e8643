using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Access.ApiKeys;

/// <summary>
/// The text of an API key: <c>ma_</c>, an id of 12 characters, a secret of 43, all base62. The last 6 characters are a
/// CRC-32 of all others, so that a scanner for leaked keys finds no false ones.
/// </summary>
internal static class ApiKeyFormat
{
    public const int IdLength = 12;
    public const int Length = 59;

    private const string Prefix = "ma_";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretStart = 16;
    private const int ChecksumStart = Length - ChecksumLength;
    private const int ChecksumLength = 6;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Base62);

    /// <summary>Creates a key with a new id.</summary>
    public static string Create() => Create(RandomNumberGenerator.GetString(Base62, IdLength));

    /// <summary>Creates a key with 220 random bits in its secret.</summary>
    public static string Create(string id)
    {
        var random = RandomNumberGenerator.GetString(Base62, ChecksumStart - SecretStart);
        Span<char> key = stackalloc char[Length];
        $"{Prefix}{id}_{random}".CopyTo(key);
        var content = Encoding.ASCII.GetBytes(key[..ChecksumStart].ToString());
        WriteChecksum(Crc32.HashToUInt32(content), key[ChecksumStart..]);
        return new string(key);
    }

    /// <summary>The public part of a key.</summary>
    public static ReadOnlySpan<char> IdOf(ReadOnlySpan<char> key) => key.Slice(Prefix.Length, IdLength);

    /// <summary>Computes the stored hash of a created key.</summary>
    public static byte[] Hash(string key)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return TryHash(key, hash) ? hash : throw new ArgumentException("The text is no key.", nameof(key));
    }

    /// <summary>Computes the stored hash of a key; false where the text is no key.</summary>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        if (!TryGetBytes(key, ascii))
            return false;
        SHA256.HashData(ascii[SecretStart..], hash);
        CryptographicOperations.ZeroMemory(ascii);
        return true;
    }

    /// <summary>
    /// Whether a text contains a whole key. Other random text in the base64url alphabet, as the state of a sign-in, can
    /// have the form of a key, but not its checksum.
    /// </summary>
    public static bool IsContainedIn(ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[Length];
        while (text.IndexOf(Prefix) is >= 0 and var start)
        {
            text = text[start..];
            if (text.Length >= Length && TryGetBytes(text[..Length], ascii))
                return true;
            text = text[Prefix.Length..];
        }

        return false;
    }

    private static bool TryGetBytes(ReadOnlySpan<char> key, Span<byte> ascii)
    {
        if (!HasFormat(key))
            return false;
        Encoding.ASCII.GetBytes(key, ascii);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(Crc32.HashToUInt32(ascii[..ChecksumStart]), checksum);
        return key[ChecksumStart..].SequenceEqual(checksum);
    }

    private static bool HasFormat(ReadOnlySpan<char> key) =>
        key.Length == Length && key.StartsWith(Prefix) && key[SecretStart - 1] == '_'
        && !IdOf(key).ContainsAnyExcept(Characters) && !key[SecretStart..].ContainsAnyExcept(Characters);

    private static void WriteChecksum(uint sum, Span<char> checksum)
    {
        for (var i = ChecksumLength - 1; i >= 0; i--, sum /= (uint)Base62.Length)
            checksum[i] = Base62[(int)(sum % (uint)Base62.Length)];
    }
}
