using System.Security.Cryptography;

namespace MusicAuth.Backups.Age;

/// <summary>
/// Encrypts what is written to it into an age file. The file is complete only after <see cref="Complete"/>.
/// </summary>
internal sealed class AgeWriter : Stream
{
    private readonly Stream _output;
    private readonly AgeChunks _chunks;
    private readonly byte[] _chunk = new byte[AgeChunks.ChunkBytes];
    private readonly byte[] _encrypted = new byte[AgeChunks.ChunkBytes + AgeKeys.TagBytes];
    private int _length;

    public AgeWriter(Stream output, string passphrase, int workFactor)
    {
        _output = output;
        var nonce = RandomNumberGenerator.GetBytes(AgeChunks.PayloadNonceBytes);
        _chunks = new AgeChunks(AgeHeader.Write(output, passphrase, workFactor), nonce);
        output.Write(nonce);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits for the next byte, because the last chunk has a mark.
            if (_length == _chunk.Length)
                WriteChunk(isLast: false);
            var part = buffer[..Math.Min(buffer.Length, _chunk.Length - _length)];
            part.CopyTo(_chunk.AsSpan(_length));
            _length += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes the last chunk.</summary>
    public void Complete() => WriteChunk(isLast: true);

    // The chunks have a fixed size.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunks.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteChunk(bool isLast)
    {
        var length = _chunks.Encrypt(_chunk.AsSpan(0, _length), isLast, _encrypted);
        _output.Write(_encrypted, 0, length);
        _length = 0;
    }
}
