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
    /// <param name="following">The body from there on.</param>
    /// <param name="rewriter">Null where nothing is to be changed.</param>
    public RewrittenContent(
        HttpContent original, byte[] first, int length, Stream following, BodyRewriter? rewriter)
    {
        _original = original;
        _stream = new RewritingStream(first, length, following, rewriter);
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>All of it at once; null where it is longer than that.</summary>
    public Task<byte[]?> ReadAllAsync(int most, CancellationToken cancellationToken) =>
        _stream.ReadAllAsync(most, cancellationToken);

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

/// <summary>The rewritten text, made as it is read.</summary>
internal sealed class RewritingStream(byte[] first, int length, Stream following, BodyRewriter? rewriter)
    : ForwardOnlyStream
{
    // Links may grow a little on their way.
    private readonly PooledBuffer _ready = new(length + 1024);
    private byte[]? _buffer = first;
    private int _given;
    private int _fresh = length;
    private bool _ended;

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

    /// <summary>All of it at once; null where it is longer than that.</summary>
    public async Task<byte[]?> ReadAllAsync(int most, CancellationToken cancellationToken)
    {
        while (!_ended && _ready.Length <= most)
            await ReadOnAsync(cancellationToken);
        return _ready.Length <= most ? _ready.Written.ToArray() : null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            if (rented.Length > 0)
                ArrayPool<byte>.Shared.Return(rented);
            _ready.Dispose();
            following.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReadOnAsync(CancellationToken cancellationToken)
    {
        if (_fresh == 0)
            _fresh = await following.ReadAsync(_buffer!, cancellationToken);
        TakeIn();
    }

    private void TakeIn()
    {
        if (_fresh == 0)
        {
            _ended = true;
            rewriter?.Complete(_ready);
        }
        else if (rewriter is null)
        {
            _ready.Write(_buffer.AsSpan(0, _fresh));
        }
        else
        {
            rewriter.Write(_buffer.AsSpan(0, _fresh), _ready);
        }

        _fresh = 0;
    }
}
