using System.Globalization;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Writes an answer that was kept, with its age (RFC 9111, section 5.1).</summary>
internal static class CachedResponseWriter
{
    private const string Stale = "110 - \"Response is Stale\"";

    public static Task WriteAsync(HttpContext context, CacheResult result)
    {
        var (headers, answer) = (context.Response.Headers, result.Response);
        foreach (var (name, value) in answer.Headers ?? [])
            headers[name] = value;
        if (result.IsHit)
            headers.Age = ((long)result.Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (result.StaleCause is { } cause)
        {
            headers.Warning = Stale;
            headers[HeaderAllowlist.UpstreamError] = $"stale; {CodeOf(cause)}";
        }

        return BufferedResponse.WriteAsync(context, answer.Status, answer.Body, answer.ContentType, answer.ETag);
    }

    private static string CodeOf(Exception cause) => cause switch
    {
        ProblemException problem => problem.Problem.Code,
        UpstreamException fault => fault.Problem.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };
}
