using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>
/// A provider's body on its way through a <see cref="BodyRewriter"/>, a chunk at a time; or one that was there before.
/// </summary>
internal sealed class RewrittenContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly RewritingStream? _stream;
    private readonly RawKnown? _known;
    private readonly UInt128 _source;

    /// <param name="original">Disposed with this; it keeps its headers.</param>
    /// <param name="text">What of its body has been read already; disposed with this, too.</param>
    /// <param name="following">The body from there on; null where that is all.</param>
    /// <param name="rewriter">Null where nothing is to be changed.</param>
    /// <param name="source">Of which text of the provider's it is made, where that is all.</param>
    /// <exception cref="InvalidDataException">That is all, and no whole text.</exception>
    public RewrittenContent(
        HttpContent original, PooledBuffer text, Stream? following, BodyRewriter? rewriter, UInt128 source)
    {
        _original = original;
        _stream = new RewritingStream(text, following, rewriter);
        _source = source;
    }

    /// <param name="original">As above.</param>
    /// <param name="known">What the provider has said once more.</param>
    public RewrittenContent(HttpContent original, RawKnown known) => (_original, _known) = (original, known);

    /// <summary>As the provider sent them; the length is not this body's.</summary>
    public HttpContentHeaders Received => _original.Headers;

    /// <summary>How long it is; null where that is not known before it is read.</summary>
    public int? Length => _known?.Body.Length ?? _stream?.WholeLength;

    /// <summary>All of it; null where it is not at hand.</summary>
    public ReadOnlyMemory<byte>? Ready => _stream is null ? _known!.Body : _stream.Ready;

    /// <summary>All of it, to be held; null where it is not at hand, or larger than that.</summary>
    public RawKnown? WholeUpTo(int most) => _known
        ?? (_stream?.WholeLength <= most ? new RawKnown(_source, _stream.ToArray()) : null);

    /// <summary>The rest of it as it comes.</summary>
    public Stream Stream => AsStream();

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(AsStream());

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        AsStream().CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            _original.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream AsStream() => (Stream?)_stream ?? new MemoryStream(_known!.Body, writable: false);
}

/// <summary>The rewritten text, made as it is read; at once where all is there.</summary>
internal sealed class RewritingStream : ForwardOnlyStream
{
    // Links may grow a little on their way.
    private const int Growth = 1024;

    private readonly Stream _following;
    private readonly BodyRewriter? _rewriter;
    private readonly PooledBuffer _text;
    private readonly PooledBuffer _ready;
    private int _given;
    private bool _ended;

    public RewritingStream(PooledBuffer text, Stream? following, BodyRewriter? rewriter)
    {
        (_text, _following, _rewriter) = (text, following ?? Null, rewriter);
        _ready = new PooledBuffer(text.Length + Growth);
        if (following is not null)
            return;
        if (_rewriter is null)
            _ready.Write(text.Written);
        else
            _rewriter.WriteAll(text.Written, _ready);
        (_ended, WholeLength) = (true, _ready.Length);
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

    /// <summary>All of it where it was there from the beginning.</summary>
    public ReadOnlyMemory<byte>? Ready => WholeLength is null ? (ReadOnlyMemory<byte>?)null : _ready.WrittenMemory;

    public byte[] ToArray() => _ready.Written.ToArray();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
            _ready.Dispose();
            _following.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReadOnAsync(CancellationToken cancellationToken)
    {
        if (_text.Length == 0)
            _text.Advance(await _following.ReadAsync(_text.GetMemory(), cancellationToken));
        TakeIn();
    }

    private void TakeIn()
    {
        if (_text.Length == 0)
        {
            _ended = true;
            _rewriter?.Complete(_ready);
        }
        else if (_rewriter is null)
        {
            _ready.Write(_text.Written);
        }
        else
        {
            _rewriter.Write(_text.Written, _ready);
        }

        _text.Clear();
    }
}
