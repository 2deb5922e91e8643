using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>A whole answer in memory.</summary>
internal sealed record RawReply(int Status, byte[] Body, List<KeyValuePair<string, string>> Headers)
{
    public bool IsGood => Status is >= 200 and < 300;

    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

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

    /// <param name="call">What is asked for.</param>
    /// <param name="prepare">Sets headers and body.</param>
    /// <param name="known">A body that it may be the same as: then that is what is answered.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where the body is larger than <see cref="Largest"/>: then it must be streamed.</returns>
    internal async Task<RawReply?> SendAsync(
        RawCall call, Action<HttpRequestMessage> prepare, byte[]? known, CancellationToken cancellationToken)
    {
        using var request = call.NewRequest();
        prepare(request);
        using var response = await client.SendAsync(request, cancellationToken);
        return await ReadAsync((RewrittenContent)response.Content, call, known, cancellationToken) is { } body
            ? new RawReply((int)response.StatusCode, body, RawHeaders.Kept(response))
            : null;
    }

    private static async ValueTask<byte[]?> ReadAsync(
        RewrittenContent body, RawCall call, byte[]? known, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAllAsync(Largest, known, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
        {
            throw RawRefusals.ProblemOf(UpstreamException.Invalid(
                call.Api.Provider, "The provider's answer is cut."));
        }
    }
}
