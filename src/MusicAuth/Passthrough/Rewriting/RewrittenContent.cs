using System.Net;
using System.Net.Http.Headers;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>A provider's body after rewriting: in memory, or streamed.</summary>
internal sealed class RewrittenContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly RewritingStream? _stream;
    private readonly RewrittenBody? _body;
    private readonly UInt128 _sourceHash;

    /// <param name="original">The provider's content; disposed with this one.</param>
    /// <param name="text">The text read so far; disposed with this content.</param>
    /// <param name="remainder">The rest of the text; null if there is none.</param>
    /// <param name="rewriter">Null if the text stays unchanged.</param>
    public RewrittenContent(
        HttpContent original, ArrayPoolBufferWriter<byte> text, Stream? remainder, BodyRewriter? rewriter,
        UInt128 sourceHash = default)
    {
        _original = original;
        _stream = new RewritingStream(text, remainder, rewriter);
        _sourceHash = sourceHash;
    }

    /// <param name="body">The result of an earlier response with the same text.</param>
    public RewrittenContent(HttpContent original, RewrittenBody body) => (_original, _body) = (original, body);

    /// <summary>Gives a response an empty body in place of its own.</summary>
    /// <param name="text">The text read so far, which is discarded; disposed with the new content.</param>
    public static void DropBody(HttpResponseMessage response, ArrayPoolBufferWriter<byte> text)
    {
        text.Clear();
        response.Content.Headers.Remove("Content-Type");
        response.Content = new RewrittenContent(response.Content, text, remainder: null, rewriter: null);
    }

    /// <summary>The provider's content headers; the length is not that of the rewritten body.</summary>
    public HttpContentHeaders OriginalHeaders => _original.Headers;

    /// <summary>The meaning of an error response, also of one with status 200; null for a success.</summary>
    public UpstreamFault? Fault { get; set; }

    /// <summary>Null while the length is unknown, because the body is streamed.</summary>
    public int? Length => _body?.Body.Length ?? _stream?.BufferedLength;

    /// <summary>The whole body; null if it is streamed.</summary>
    public ReadOnlyMemory<byte>? Buffered => _body?.Body ?? _stream?.Buffered;

    public Stream Stream => (Stream?)_stream ?? new MemoryStream(_body!.Body, writable: false);

    /// <summary>A copy of the whole body that outlives this content; null if it is streamed or longer.</summary>
    public RewrittenBody? ToRewrittenBody(int maxLength) => _body
        ?? (_stream?.BufferedLength <= maxLength
            ? new RewrittenBody(_sourceHash, _stream.Buffered!.Value.ToArray())
            : null);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(Stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        Stream.CopyToAsync(stream);

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
}
