using System.Net;

namespace MusicAuth.Passthrough.Requests;

/// <summary>A body on its way to a provider, which tells when the provider has all of it.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action _sent;

    /// <param name="bytes">The body.</param>
    /// <param name="contentType">As the caller sent it; null where there was none.</param>
    /// <param name="sent">Called once the last byte has left.</param>
    public UploadContent(ReadOnlyMemory<byte> bytes, string? contentType, Action sent)
    {
        (_bytes, _sent) = (bytes, sent);
        if (contentType is not null)
            Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes, cancellationToken);
        IsSent = true;
        _sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
