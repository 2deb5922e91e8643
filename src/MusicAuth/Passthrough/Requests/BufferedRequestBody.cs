namespace MusicAuth.Passthrough.Requests;

/// <summary>A caller's body that was read whole.</summary>
/// <param name="bytes">Not rented: a provider that answers early may be sent them longer than the caller waits.</param>
/// <param name="share">What it takes of the memory for bodies.</param>
/// <param name="contentType">As the caller sent it.</param>
internal sealed class BufferedRequestBody(byte[] bytes, RequestBodyLimiter.Reservation share, string? contentType) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public string? ContentType { get; } = contentType;

    public void Dispose() => share.Dispose();
}
