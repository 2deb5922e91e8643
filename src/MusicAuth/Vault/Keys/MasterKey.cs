using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Vault.Keys;

/// <summary>The 32 bytes from which every encryption key is derived. Prints as ***.</summary>
[DebuggerDisplay("***")]
public sealed class MasterKey : IDisposable
{
    public const int EncodedLength = 44;
    private const int Size = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Size));

    public static MasterKey? Parse(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("\n"u8))
            text = text.EndsWith("\r\n"u8) ? text[..^2] : text[..^1];
        if (text.Length != EncodedLength)
            return null;

        Span<byte> decoded = stackalloc byte[Size + 1];
        Span<byte> encoded = stackalloc byte[EncodedLength];
        try
        {
            // Encoding the bytes again detects inner spaces and stray bits at the end.
            return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == OperationStatus.Done
                && written == Size
                && Base64.EncodeToUtf8(decoded[..Size], encoded, out _, out _) == OperationStatus.Done
                && text.SequenceEqual(encoded)
                    ? new(decoded[..Size].ToArray())
                    : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decoded);
            CryptographicOperations.ZeroMemory(encoded);
        }
    }

    /// <returns>The content of the key's file. Clear the array after use.</returns>
    public byte[] Export()
    {
        var text = new byte[EncodedLength + 1];
        Base64.EncodeToUtf8(_bytes, text, out _, out _);
        text[^1] = (byte)'\n';
        return text;
    }

    public override string ToString() => "***";

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    internal byte[] Derive(string purpose, Guid instanceId, int length = Size)
    {
        var key = new byte[length];
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _bytes,
            key,
            salt: instanceId.ToByteArray(bigEndian: true),
            info: Encoding.UTF8.GetBytes(purpose));
        return key;
    }
}
