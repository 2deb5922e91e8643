namespace MusicAuth.Passthrough.Requests;

/// <summary>A caller's request body in memory.</summary>
/// <param name="bytes">
/// Not from a pool: if a provider answers early, sending the body can outlast the request of the caller.
/// </param>
internal sealed class BufferedRequestBody(
    byte[] bytes, string? contentType, RequestBodyLimiter.Reservation reservation) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public string? ContentType { get; } = contentType;

    public void Dispose() => reservation.Dispose();
}
