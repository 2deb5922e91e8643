using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// Refuses unsafe request targets before routing, which sees only the collapsed path. A request must name the
/// passthrough in both forms of its path, or in neither.
/// </summary>
internal sealed class RequestTargetGuard(RequestDelegate next)
{
    private static readonly ProblemException Refused = new(
        ProblemCode.InvalidParameter,
        "MusicAuth does not forward this address. Write the path without dot segments, double slashes or escaped "
        + "separators.");

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var isSent = IsPassthroughPath(target);
        var isRouted = IsPassthroughPath(context.Request.Path.Value ?? "");
        if (!isSent && !isRouted)
            return next(context);
        var queryStart = target.IndexOf('?', StringComparison.Ordinal);
        var path = queryStart < 0 ? target : target.AsSpan(0, queryStart);
        return isSent && isRouted && RequestTarget.IsSafePath(path) && !IsDeezerOAuth(path)
            ? next(context)
            : ProblemWriter.WriteAsync(context, Refused);
    }

    private static bool IsDeezerOAuth(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("/app/", StringComparison.OrdinalIgnoreCase))
            path = path["/app".Length..];
        return path.StartsWith("/deezer/", StringComparison.OrdinalIgnoreCase)
            && PercentEncoding.IsOAuthPath(path["/deezer".Length..]);
    }

    private static bool IsPassthroughPath(string target) =>
        target.StartsWith("/spotify/", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("/deezer/", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("/app/", StringComparison.OrdinalIgnoreCase);
}
