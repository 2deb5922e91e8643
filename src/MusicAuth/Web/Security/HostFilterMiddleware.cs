using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Security;

/// <summary>
/// Refuses unknown host names (DNS rebinding). A request with a valid key is exempt, because a rebound page has no key
/// and other containers use their own names.
/// </summary>
internal sealed class HostFilterMiddleware(
    RequestDelegate next, IOptions<AllowedHosts> allowed, IServiceProvider services)
{
    private static readonly ProblemException UnknownHost = new(
        ProblemCode.InvalidParameter,
        "MusicAuth does not accept this host name. Its operator can set Web:PublicUrl to the name or add the name to "
        + "Web:AllowedHosts. Only requests with a valid API key can use other host names.");

    private readonly HasValidApiKey? _hasValidApiKey = services.GetService<HasValidApiKey>();

    // The raw header, because Request.Host converts punycode to Unicode.
    public Task InvokeAsync(HttpContext context) =>
        allowed.Value.Contains(context.Request.Headers.Host)
        || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? next(context)
            : RequireValidKeyAsync(context);

    private async Task RequireValidKeyAsync(HttpContext context)
    {
        if (_hasValidApiKey is not null && await _hasValidApiKey(context))
            await next(context);
        else
            await ProblemWriter.WriteAsync(context, UnknownHost);
    }
}
