namespace MusicAuth.Passthrough.Responses;

/// <summary>Writes a cached response with its age.</summary>
internal static class CachedResponseWriter
{
    private const string StaleWarning = "110 - \"Response is Stale\"";

    public static Task WriteAsync(HttpContext context, CacheResult result)
    {
        var (headers, response) = (context.Response.Headers, result.Response);
        foreach (var (name, value) in response.Headers ?? [])
            headers[name] = value;
        if (result.IsHit)
            BufferedResponse.SetAge(context.Response, result.Age);
        if (result.StaleCause is { } cause)
        {
            headers.Warning = StaleWarning;
            headers[ApiHeaders.UpstreamError] = $"stale; {GetCode(cause)}";
        }

        return BufferedResponse.WriteAsync(
            context, response.Status, response.Body, response.ContentType, response.ETag);
    }

    private static string GetCode(Exception cause) => cause switch
    {
        ProblemException problem => problem.Problem.Code,
        UpstreamException fault => fault.Problem.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };
}
