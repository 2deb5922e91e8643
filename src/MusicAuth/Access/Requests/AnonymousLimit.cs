namespace MusicAuth.Access.Requests;

/// <summary>
/// Before authentication: whoever brings nothing that this process knows as valid takes from the share of its network.
/// </summary>
public sealed class AnonymousLimit(
    RequestDelegate next, RequestLimits limits, ApiKeyValidator keys, SessionCookie cookie, KnownSessionCache sessions)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !IsKnown(context.Request))
            limits.AcquireAnonymous(context.Connection.RemoteIpAddress);
        return next(context);
    }

    private bool IsKnown(HttpRequest request) => BearerToken.IsPresent(request)
        ? keys.IsCached(BearerToken.Read(request))
        : cookie.ReadAll(request).Any(sessions.Contains);
}
