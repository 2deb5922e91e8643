using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// Before routing, which only sees collapsed paths. What was written as an address of the passthrough must be one, and
/// what arrives at the passthrough must have been written so.
/// </summary>
internal sealed class RequestTargetGuard(RequestDelegate next)
{
    private static readonly string[] Prefixes = ["/spotify/", "/deezer/", "/app/"];

    private static readonly ProblemException Refused = new(
        ProblemCode.InvalidParameter,
        "MusicAuth does not forward this address. Write the path without dot segments, double slashes or escaped "
        + "separators.");

    public Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var written = IsPassthroughPath(raw);
        var meant = IsPassthroughPath(context.Request.Path.Value ?? "");
        if (!written && !meant)
            return next(context);
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw : raw.AsSpan(0, mark);
        if (written && meant && RequestTarget.IsSafePath(path) && !IsDeezerOAuth(path))
            return next(context);
        return ProblemWriter.WriteAsync(context, Refused);
    }

    private static bool IsDeezerOAuth(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("/app/", StringComparison.OrdinalIgnoreCase))
            path = path["/app".Length..];
        return path.StartsWith("/deezer/", StringComparison.OrdinalIgnoreCase)
            && PercentEncoding.IsOAuthPath(path["/deezer".Length..]);
    }

    private static bool IsPassthroughPath(string target) =>
        Array.Exists(Prefixes, prefix => target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
