using System.Net;

namespace MusicAuth.Passthrough.Requests;

/// <summary>A request body that calls back when its last byte is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action _onSent;

    public UploadContent(ReadOnlyMemory<byte> bytes, string? contentType, Action onSent)
    {
        (_bytes, _onSent) = (bytes, onSent);
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
        _onSent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
