using System.Globalization;
using Microsoft.Net.Http.Headers;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Writes an answer that was kept, with its age (RFC 9111, section 5.1).</summary>
internal static class RawKeptAnswer
{
    private const string Stale = "110 - \"Response is Stale\"";

    public static async Task WriteAsync(HttpContext context, CachedResult result)
    {
        var (response, answer) = (context.Response, result.Answer);
        foreach (var (name, value) in answer.Headers ?? [])
            response.Headers[name] = value;
        response.ContentType = answer.ContentType;
        RawHeaders.Protect(response);
        if (answer.ETag is { } tag)
            response.Headers.ETag = tag;
        if (result.IsHit)
            response.Headers.Age = ((long)result.Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (result.Cause is { } cause)
        {
            response.Headers.Warning = Stale;
            response.Headers[RawHeaders.UpstreamError] = $"stale; {CodeOf(cause)}";
        }

        if (answer.ETag is not null && Matches(context.Request, answer.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
            return;
        }

        response.StatusCode = answer.Status;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static bool Matches(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch!], out var wanted)
        && wanted.Any(one => one.Equals(EntityTagHeaderValue.Any)
            || one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));

    private static string CodeOf(Exception cause) => cause switch
    {
        ProblemException problem => problem.Problem.Code,
        UpstreamException fault => RawRefusals.ProblemOf(fault).Problem.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };
}
