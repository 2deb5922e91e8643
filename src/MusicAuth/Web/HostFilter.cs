using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web;

/// <summary>Refuses foreign host names (DNS rebinding). What carries a key comes from no rebound browser.</summary>
internal sealed class HostFilter(RequestDelegate next, IOptions<AllowedHosts> allowed)
{
    private static readonly ProblemException Foreign = new(
        ProblemCode.InvalidParameter,
        "MusicAuth does not answer to this host name. Its operator sets Web:PublicUrl or adds it to Web:AllowedHosts.");

    public Task InvokeAsync(HttpContext context) =>
        allowed.Value.Contains(context.Request.Host) || IsExempt(context.Request)
            ? next(context)
            : ProblemAnswer.WriteAsync(context, Foreign);

    private static bool IsExempt(HttpRequest request) =>
        request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        || request.Headers[HeaderNames.Authorization] is [{ } credentials]
        && credentials.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
