namespace MusicAuth.SignIn.Callback;

/// <summary>
/// The providers' redirect rules contradict each other, so a callback may arrive on another of our hosts, where the
/// browser has none of our cookies: it is sent on to PublicUrl before authentication looks at it. Every other callback
/// is given its place among those under way.
/// </summary>
public sealed class CallbackForwardingMiddleware(
    RequestDelegate next, ProviderRegistry registry, PublicAddress address, InFlightCallbacks flights)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/callback", StringComparison.OrdinalIgnoreCase)
            ? CallBackAsync(context)
            : next(context);

    private async Task CallBackAsync(HttpContext context)
    {
        var request = context.Request;
        var provider = HttpMethods.IsGet(request.Method)
            ? registry.All.FirstOrDefault(one => CallbackPath.Matches(request.Path, one.CallbackPath))
            : null;
        if (provider is null)
        {
            await next(context);
            return;
        }

        if (IsHostOf(registry.GetRedirectUri(provider), request) && !IsHostOf(address.Origin, request))
        {
            context.Response.Redirect(address.Absolute(provider.CallbackPath) + request.QueryString.ToUriComponent());
            return;
        }

        using var arrival = flights.Register();
        context.Features.Set(arrival);
        await next(context);
    }

    // As it stood on the wire: Request.Host has turned punycode into letters.
    private static bool IsHostOf(string url, HttpRequest request)
    {
        var (ours, port) = (new Uri(url), PortOf(request.Headers.Host.ToString()));
        return HostName.FromHeader(request.Headers.Host) == HostName.ToAscii(ours.Host)
            && (port == ours.Port || (port is null && ours.IsDefaultPort));
    }

    private static int? PortOf(string host) =>
        host.LastIndexOf(':') is > 0 and var colon && !host.EndsWith(']')
        && int.TryParse(host.AsSpan(colon + 1), out var port)
            ? port
            : null;
}
