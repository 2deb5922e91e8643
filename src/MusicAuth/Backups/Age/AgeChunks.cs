using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MusicAuth.Backups.Age;

/// <summary>The payload of an age file: chunks of 64 KiB, each with its number and the mark of the last one.</summary>
internal sealed class AgeChunks(byte[] fileKey, byte[] payloadNonce) : IDisposable
{
    public const int ChunkBytes = 64 * 1024;
    public const int PayloadNonceBytes = 16;
    private const int NonceBytes = 12;
    private const int CounterOffset = 3;

    private readonly ChaCha20Poly1305 _cipher = new(AgeKeys.Derive(fileKey, payloadNonce, "payload"));
    private readonly byte[] _nonce = new byte[NonceBytes];
    private ulong _counter;

    /// <returns>The number of bytes in <paramref name="target"/>.</returns>
    public int Encrypt(ReadOnlySpan<byte> chunk, bool isLast, Span<byte> target)
    {
        _cipher.Encrypt(NextNonce(isLast), chunk, target[..chunk.Length], target.Slice(chunk.Length, AgeKeys.TagBytes));
        return chunk.Length + AgeKeys.TagBytes;
    }

    /// <returns>The number of bytes in <paramref name="target"/>.</returns>
    /// <exception cref="AgeFormatException">The chunk is damaged, or the file lacks its end.</exception>
    public int Decrypt(ReadOnlySpan<byte> chunk, bool isLast, Span<byte> target)
    {
        var length = chunk.Length - AgeKeys.TagBytes;
        if (length < 0 || (length == 0 && _counter > 0))
            throw Damaged(inner: null);
        try
        {
            _cipher.Decrypt(NextNonce(isLast), chunk[..length], chunk[length..], target[..length]);
            return length;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Damaged(e);
        }
    }

    public void Dispose() => _cipher.Dispose();

    private static AgeFormatException Damaged(Exception? inner) =>
        new("The backup is damaged or incomplete: its end is missing, or its content was changed.", inner);

    private byte[] NextNonce(bool isLast)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(CounterOffset), _counter++);
        _nonce[^1] = isLast ? (byte)1 : (byte)0;
        return _nonce;
    }
}
