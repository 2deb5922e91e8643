using Microsoft.AspNetCore.Http.Features;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>
/// Before routing, which only sees collapsed paths. What was written as an address of the passthrough must be one, and
/// what arrives at the passthrough must have been written so.
/// </summary>
public sealed class RawTargetGuard(RequestDelegate next)
{
    private static readonly string[] Prefixes = ["/spotify/", "/deezer/", "/app/"];

    private static readonly ProblemException Refused = new(
        ProblemCode.InvalidParameter,
        "The address is not forwarded: write the path plainly, without dots, double slashes or escaped separators.");

    public Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var written = IsOurs(raw);
        var meant = IsOurs(context.Request.Path.Value ?? "");
        if (!written && !meant)
            return next(context);
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw : raw.AsSpan(0, mark);
        if (written && meant && RawTarget.IsHarmless(path) && !IsDeezerOAuth(path))
            return next(context);
        return ProblemAnswer.WriteAsync(context, Refused);
    }

    private static bool IsDeezerOAuth(ReadOnlySpan<char> path)
    {
        if (path.StartsWith("/app/", StringComparison.OrdinalIgnoreCase))
            path = path["/app".Length..];
        return path.StartsWith("/deezer/", StringComparison.OrdinalIgnoreCase)
            && EscapedText.IsOAuth(path["/deezer".Length..]);
    }

    private static bool IsOurs(string target) =>
        Array.Exists(Prefixes, prefix => target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
