using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Backups.Age;

/// <summary>The keys of an age file.</summary>
internal static class AgeKeys
{
    public const int FileKeyBytes = 16;
    public const int KeyBytes = 32;
    public const int TagBytes = 16;
    public const int WrappedKeyBytes = FileKeyBytes + TagBytes;
    private const int NonceBytes = 12;

    public static byte[] Derive(byte[] fileKey, ReadOnlySpan<byte> salt, string purpose)
    {
        var key = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt, Encoding.ASCII.GetBytes(purpose));
        return key;
    }

    public static byte[] Wrap(byte[] fileKey, byte[] key)
    {
        var wrapped = new byte[WrappedKeyBytes];
        using var cipher = new ChaCha20Poly1305(key);
        // The key is used once, so the nonce can be zero.
        cipher.Encrypt(
            new byte[NonceBytes], fileKey, wrapped.AsSpan(0, FileKeyBytes), wrapped.AsSpan(FileKeyBytes));
        return wrapped;
    }

    /// <returns>Null where another key wrapped it.</returns>
    public static byte[]? Unwrap(byte[] wrapped, byte[] key)
    {
        var fileKey = new byte[FileKeyBytes];
        using var cipher = new ChaCha20Poly1305(key);
        try
        {
            cipher.Decrypt(
                new byte[NonceBytes], wrapped.AsSpan(0, FileKeyBytes), wrapped.AsSpan(FileKeyBytes), fileKey);
            return fileKey;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
