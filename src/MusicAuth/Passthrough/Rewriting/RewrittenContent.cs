using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>A provider's body after rewriting: in memory, or streamed.</summary>
internal sealed class RewrittenContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly RewritingStream? _stream;
    private readonly RewrittenBody? _body;
    private readonly UInt128 _sourceHash;

    /// <param name="original">The provider's content; disposed with this one.</param>
    public RewrittenContent(HttpContent original, RewritingStream stream, UInt128 sourceHash = default) =>
        (_original, _stream, _sourceHash) = (original, stream, sourceHash);

    /// <param name="body">The result of an earlier response with the same text.</param>
    public RewrittenContent(HttpContent original, RewrittenBody body) => (_original, _body) = (original, body);

    /// <summary>The provider's content headers; the length is not that of the rewritten body.</summary>
    public HttpContentHeaders OriginalHeaders => _original.Headers;

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
