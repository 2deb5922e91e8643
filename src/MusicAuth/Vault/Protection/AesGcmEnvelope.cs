using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MusicAuth.Vault.Protection;

/// <summary><c>version | key id (8) | nonce (12) | ciphertext | tag (16)</c>, AES-256-GCM.</summary>
internal static class AesGcmEnvelope
{
    private const byte Version = 1;
    private const int HeaderLength = 1 + DerivedKeys.IdLength;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = HeaderLength + NonceLength + TagLength;

    public static byte[] Encrypt(
        DerivedKeys keys, Func<DerivedKeys, byte[]> purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> secret)
    {
        var blob = new byte[Overhead + secret.Length];
        blob[0] = Version;
        keys.Id.CopyTo(blob, 1);
        var nonce = blob.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);

        // AesGcm is not thread-safe.
        using var aes = new AesGcm(purpose(keys), TagLength);
        aes.Encrypt(
            nonce,
            secret,
            blob.AsSpan(HeaderLength + NonceLength, secret.Length),
            blob.AsSpan(blob.Length - TagLength),
            AssociatedData(blob, context));
        return blob;
    }

    public static byte[] ReadKeyId(ReadOnlySpan<byte> blob) =>
        blob.Length >= Overhead && blob[0] == Version ? blob[1..HeaderLength].ToArray() : [];

    /// <returns>
    /// The value encrypted with the current key; the same array where it is already; null where it is undecryptable.
    /// </returns>
    public static byte[]? Reencrypt(
        DerivedKeySet keySet, Func<DerivedKeys, byte[]> purpose, ReadOnlySpan<byte> context, byte[] blob)
    {
        if (!TryDecrypt(keySet, purpose, context, blob, out var secret))
            return null;
        try
        {
            return ReadKeyId(blob).AsSpan().SequenceEqual(keySet.Current.Id)
                ? blob
                : Encrypt(keySet.Current, purpose, context, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <returns>False for every cause alike, so that a caller learns nothing about the cause.</returns>
    public static bool TryDecrypt(
        DerivedKeySet keySet,
        Func<DerivedKeys, byte[]> purpose,
        ReadOnlySpan<byte> context,
        ReadOnlySpan<byte> blob,
        [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        if (blob.Length < Overhead
            || blob[0] != Version
            || keySet.Find(blob[1..HeaderLength]) is not { } keys)
        {
            return false;
        }

        var plaintext = new byte[blob.Length - Overhead];
        try
        {
            using var aes = new AesGcm(purpose(keys), TagLength);
            aes.Decrypt(
                blob.Slice(HeaderLength, NonceLength),
                blob[(HeaderLength + NonceLength)..^TagLength],
                blob[^TagLength..],
                plaintext,
                AssociatedData(blob, context));
        }
        catch (CryptographicException)
        {
            return false;
        }

        secret = plaintext;
        return true;
    }

    private static byte[] AssociatedData(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> context) =>
        [.. blob[..HeaderLength], .. context];
}
