namespace MusicAuth.SignIn.Callback;

/// <summary>
/// The providers' redirect rules contradict each other, so a callback can arrive on a host where the browser has no
/// cookies of this instance. The middleware redirects such a callback to PublicUrl and registers every other one.
/// </summary>
internal sealed class CallbackForwardingMiddleware(
    RequestDelegate next, ProviderRegistry registry, PublicAddress address, InFlightCallbacks callbacks)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/callback", StringComparison.OrdinalIgnoreCase)
            && HttpMethods.IsGet(context.Request.Method)
            && registry.All.FirstOrDefault(candidate =>
                CallbackPath.Matches(context.Request.Path, candidate.CallbackPath)) is { } provider
            ? HandleCallbackAsync(context, provider)
            : next(context);

    private async Task HandleCallbackAsync(HttpContext context, ProviderRegistration provider)
    {
        var request = context.Request;
        if (HasHostOf(request, registry.GetRedirectUri(provider)) && !HasHostOf(request, address.Origin))
        {
            context.Response.Redirect(address.Absolute(provider.CallbackPath) + request.QueryString.ToUriComponent());
            return;
        }

        // Routing accepts one slash at the end, a browser can bring two (F18).
        request.Path = provider.CallbackPath;
        using var registration = callbacks.Register();
        context.Features.Set(registration);
        try
        {
            await next(context);
        }
        catch (Exception failure) when (SignInEvents.IsDatabaseException(failure))
        {
            // The database did not return the session: the browser gets the page, not a problem.
            context.RequestServices.GetRequiredService<SignInEvents>().FailWithoutDatabase(context, provider.Name);
        }
    }

    // Reads the raw header, because Request.Host converts punycode to Unicode.
    private static bool HasHostOf(HttpRequest request, string url)
    {
        var expected = new Uri(url);
        var port = new HostString(request.Headers.Host.ToString()).Port;
        return HostName.FromHeader(request.Headers.Host) == HostName.ToAscii(expected.Host)
            && (port == expected.Port || (port is null && expected.IsDefaultPort));
    }
}
