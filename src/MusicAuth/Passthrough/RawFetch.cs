namespace MusicAuth.Passthrough;

/// <summary>A whole answer in memory.</summary>
internal sealed record RawReply(int Status, byte[] Body, List<KeyValuePair<string, string>> Headers)
{
    /// <summary>Of which text of the provider's it was made.</summary>
    public UInt128 Source { get; init; }

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
    /// <param name="known">What the answer was before; null where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where the body is larger than <see cref="Largest"/>: then it must be streamed.</returns>
    internal async Task<RawReply?> SendAsync(
        RawCall call, Action<HttpRequestMessage> prepare, RawKnown? known, CancellationToken cancellationToken)
    {
        using var request = (call with { Whole = new RawWhole(known) }).NewRequest();
        prepare(request);
        using var response = await client.SendAsync(request, cancellationToken);
        return ((RewrittenContent)response.Content).Whole is { } whole
            ? new RawReply((int)response.StatusCode, whole.Body, RawHeaders.Kept(response)) { Source = whole.Source }
            : null;
    }
}
