namespace MusicAuth.Backups.Age;

/// <summary>Decrypts an age file. Every byte that it returns is authentic.</summary>
internal sealed class AgeReader : ForwardOnlyStream
{
    private readonly Stream _input;
    private readonly AgeChunks _chunks;
    private readonly byte[] _encrypted = new byte[AgeChunks.ChunkBytes + AgeKeys.TagBytes + 1];
    private readonly byte[] _chunk = new byte[AgeChunks.ChunkBytes];
    private int _buffered;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <exception cref="AgeFormatException">The passphrase is wrong, or the file has another format.</exception>
    public AgeReader(Stream input, string passphrase)
    {
        _input = input;
        var fileKey = AgeHeader.Read(input, passphrase);
        var nonce = new byte[AgeChunks.PayloadNonceBytes];
        // With a nonce that is cut, the first chunk does not decrypt.
        _ = input.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false);
        _chunks = new AgeChunks(fileKey, nonce);
    }

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_isAtEnd)
            ReadChunk();
        var length = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunks.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadChunk()
    {
        // One byte more than a chunk tells whether another one follows.
        _buffered += _input.ReadAtLeast(
            _encrypted.AsSpan(_buffered), _encrypted.Length - _buffered, throwOnEndOfStream: false);
        var isLast = _buffered < _encrypted.Length;
        var length = isLast ? _buffered : _buffered - 1;
        (_start, _end) = (0, _chunks.Decrypt(_encrypted.AsSpan(0, length), isLast, _chunk));
        _isAtEnd = isLast;
        _encrypted.AsSpan(length, _buffered - length).CopyTo(_encrypted);
        _buffered -= length;
    }
}
