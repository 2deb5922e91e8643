using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>A whole answer in memory.</summary>
internal sealed record RawReply(int Status, byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public bool IsGood => Status is >= 200 and < 300;

    public string? Header(string name) => Headers
        .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        RawHeaders.Protect(response);
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, cancellationToken);
    }
}

/// <summary>Asks a provider for an answer that is kept, or needed before another one.</summary>
public sealed class RawFetch(RawClient client)
{
    /// <summary>What is larger is nobody's to keep.</summary>
    public const int Largest = 1024 * 1024;

    /// <returns>Null where the body is larger than <see cref="Largest"/>: then it must be streamed.</returns>
    internal async Task<RawReply?> SendAsync(
        RawCall call, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var request = call.NewRequest();
        prepare(request);
        using var response = await client.SendAsync(request, cancellationToken);
        return await ReadAsync((RewrittenContent)response.Content, call, cancellationToken) is { } body
            ? new RawReply((int)response.StatusCode, body, RawHeaders.Kept(response))
            : null;
    }

    private static async Task<byte[]?> ReadAsync(
        RewrittenContent body, RawCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAllAsync(Largest, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
        {
            throw RawRefusals.ProblemOf(UpstreamException.Invalid(
                call.Api.Provider, "The provider's answer is cut."));
        }
    }
}
