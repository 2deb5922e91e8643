using System.Net;
using System.Net.Http.Headers;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>
/// A provider's body on its way through a <see cref="BodyRewriter"/>, a chunk at a time; or one that was there before.
/// </summary>
internal sealed class RewrittenContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly RewritingStream? _stream;
    private readonly RewrittenBody? _known;
    private readonly UInt128 _source;

    /// <param name="original">Disposed with this; it keeps its headers.</param>
    /// <param name="text">What of its body has been read already; disposed with this, too.</param>
    /// <param name="following">The body from there on; null where that is all.</param>
    /// <param name="rewriter">Null where nothing is to be changed.</param>
    /// <param name="source">Of which text of the provider's it is made, where that is all.</param>
    /// <exception cref="InvalidDataException">That is all, and no whole text.</exception>
    public RewrittenContent(
        HttpContent original, ArrayPoolBufferWriter<byte> text, Stream? following, BodyRewriter? rewriter,
        UInt128 source)
    {
        _original = original;
        _stream = new RewritingStream(text, following, rewriter);
        _source = source;
    }

    /// <param name="original">As above.</param>
    /// <param name="known">What the provider has said once more.</param>
    public RewrittenContent(HttpContent original, RewrittenBody known) => (_original, _known) = (original, known);

    /// <summary>As the provider sent them; the length is not this body's.</summary>
    public HttpContentHeaders OriginalHeaders => _original.Headers;

    /// <summary>How long it is; null where that is not known before it is read.</summary>
    public int? Length => _known?.Body.Length ?? _stream?.BufferedLength;

    /// <summary>All of it; null where it is not at hand.</summary>
    public ReadOnlyMemory<byte>? Buffered => _stream is null ? _known!.Body : _stream.Buffered;

    /// <summary>All of it, to be held; null where it is not at hand, or larger than that.</summary>
    public RewrittenBody? GetRewrittenBody(int most) => _known
        ?? (_stream?.BufferedLength <= most ? new RewrittenBody(_source, _stream.ToArray()) : null);

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
