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
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await ReadAsync(body, buffer, call, cancellationToken)) > 0)
        {
            if (whole.Length + read > Largest)
                return null;
            await whole.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return new RawReply((int)response.StatusCode, whole.ToArray(), RawHeaders.Kept(response));
    }

    private static async Task<int> ReadAsync(
        Stream body, byte[] buffer, RawCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
        {
            throw RawRefusals.ProblemOf(new UpstreamException(
                call.Api.Provider, UpstreamFault.InvalidAnswer, "The provider's answer is cut."));
        }
    }
}
