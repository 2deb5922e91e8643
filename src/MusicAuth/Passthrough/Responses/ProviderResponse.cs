namespace MusicAuth.Passthrough.Responses;

/// <summary>A whole answer in memory.</summary>
internal sealed record ProviderResponse(int Status, byte[] Body, List<KeyValuePair<string, string>> Headers)
{
    /// <summary>Of which text of the provider's it was made; null where of several.</summary>
    public UInt128? SourceHash { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string? GetHeader(string name)
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
        HeaderAllowlist.PreventRendering(response);
        if (!HeaderAllowlist.AllowsBody(Status))
            return;
        response.ContentLength = Body.Length;
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
            return;
        await response.Body.WriteAsync(Body, cancellationToken);
    }
}
