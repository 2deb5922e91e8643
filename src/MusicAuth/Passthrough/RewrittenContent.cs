using System.Buffers;
using System.Net;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>A provider's body on its way through a <see cref="BodyRewriter"/>, a chunk at a time.</summary>
internal sealed class RewrittenContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly RewritingStream _stream;

    /// <param name="original">Disposed with this; its headers are taken over, but for the length.</param>
    /// <param name="first">What of its body has been read already; rented, and given back at the end.</param>
    /// <param name="length">How much of it.</param>
    /// <param name="following">The body from there on; null where that is all.</param>
    /// <param name="rewriter">Null where nothing is to be changed.</param>
    /// <exception cref="InvalidDataException">That is all, and no whole text.</exception>
    public RewrittenContent(
        HttpContent original, byte[] first, int length, Stream? following, BodyRewriter? rewriter)
    {
        _original = original;
        _stream = new RewritingStream(first, length, following, rewriter);
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>How long it is; null where that is not known before it is read.</summary>
    public int? Length => _stream.WholeLength;

    /// <summary>All of it at once; null where it is longer than that.</summary>
    /// <param name="most">In bytes.</param>
    /// <param name="known">Given back instead where it is the same: most of what is asked anew has not changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<byte[]?> ReadAllAsync(int most, byte[]? known, CancellationToken cancellationToken) =>
        _stream.ReadAllAsync(most, known, cancellationToken);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        _stream.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _original.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The rewritten text, made as it is read; at once where all is there.</summary>
internal sealed class RewritingStream : ForwardOnlyStream
{
    // Links may grow a little on their way.
    private const int Growth = 1024;

    private readonly Stream _following;
    private readonly BodyRewriter? _rewriter;
    private readonly PooledBuffer _ready;
    private byte[]? _buffer;
    private int _given;
    private int _fresh;
    private bool _ended;

    public RewritingStream(byte[] first, int length, Stream? following, BodyRewriter? rewriter)
    {
        (_following, _rewriter) = (following ?? Null, rewriter);
        _ready = new PooledBuffer(length + Growth);
        if (following is not null)
        {
            (_buffer, _fresh) = (first, length);
            return;
        }

        if (_rewriter is null)
            _ready.Write(first.AsSpan(0, length));
        else
            _rewriter.WriteAll(first.AsSpan(0, length), _ready);
        // Not before: what fails here is its maker's to give back.
        (_buffer, _ended, WholeLength) = (first, true, _ready.Length);
    }

    /// <summary>Null where it was not there from the beginning.</summary>
    public int? WholeLength { get; }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _ready.Length)
        {
            if (_ended)
                return 0;
            _ready.Clear();
            _given = 0;
            await ReadOnAsync(cancellationToken);
        }

        var give = Math.Min(buffer.Length, _ready.Length - _given);
        _ready.Written.Slice(_given, give).CopyTo(buffer.Span);
        _given += give;
        return give;
    }

    public async ValueTask<byte[]?> ReadAllAsync(int most, byte[]? known, CancellationToken cancellationToken)
    {
        while (!_ended && _ready.Length <= most)
            await ReadOnAsync(cancellationToken);
        if (_ready.Length > most)
            return null;
        if (known is not null && _ready.Written.SequenceEqual(known))
            return known;
        var all = GC.AllocateUninitializedArray<byte>(_ready.Length);
        _ready.Written.CopyTo(all);
        return all;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            if (rented.Length > 0)
                ArrayPool<byte>.Shared.Return(rented);
            _ready.Dispose();
            _following.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReadOnAsync(CancellationToken cancellationToken)
    {
        if (_fresh == 0)
            _fresh = await _following.ReadAsync(_buffer!, cancellationToken);
        TakeIn();
    }

    private void TakeIn()
    {
        if (_fresh == 0)
        {
            _ended = true;
            _rewriter?.Complete(_ready);
        }
        else if (_rewriter is null)
        {
            _ready.Write(_buffer.AsSpan(0, _fresh));
        }
        else
        {
            _rewriter.Write(_buffer.AsSpan(0, _fresh), _ready);
        }

        _fresh = 0;
    }
}
