namespace MusicAuth.Passthrough.Responses;

/// <summary>A complete response in memory, rewritten for the caller.</summary>
internal sealed record ProviderResponse(int Status, byte[] Body, List<KeyValuePair<string, string>> Headers)
{
    /// <summary>The hash of the provider's text; null for a response joined from several.</summary>
    public UInt128? SourceHash { get; init; }

    /// <summary>The meaning of an error, also of one with status 200; null for a success.</summary>
    public UpstreamFault? Fault { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string? GetHeader(string name) =>
        Headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        HeaderAllowlist.PreventRendering(response);
        if (!HeaderAllowlist.AllowsBody(Status))
            return;
        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            await response.Body.WriteAsync(Body, cancellationToken);
    }
}
