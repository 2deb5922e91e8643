using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>
/// The providers' redirect rules contradict each other, so a callback may arrive on another of our hosts, where the
/// browser has none of our cookies: it is sent on to PublicUrl before authentication looks at it.
/// </summary>
public sealed class CallbackForwarding(RequestDelegate next, ProviderRegistry registry, PublicAddress address)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var provider = HttpMethods.IsGet(request.Method)
            ? registry.All.FirstOrDefault(one => request.Path == one.CallbackPath)
            : null;
        if (provider is null || !IsHostOf(registry.RedirectUri(provider), request.Host)
            || IsHostOf(address.Origin, request.Host))
            return next(context);
        context.Response.Redirect(address.Absolute(provider.CallbackPath) + request.QueryString.ToUriComponent());
        return Task.CompletedTask;
    }

    private static bool IsHostOf(string url, HostString host) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) &&
        string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
