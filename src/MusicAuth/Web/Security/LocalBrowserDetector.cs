using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Security;

/// <summary>
/// Distinguishes a browser on this machine from one behind a proxy on this machine, by the addresses, the protocol and
/// the headers of the original request (docs/security.md T30).
/// </summary>
internal sealed class LocalBrowserDetector(PublicAddress address, IOptions<WebOptions> options)
{
    private static readonly PathString[] CapturedPaths = ["/callback", "/setup", "/providers"];

    /// <summary>Whether the settings allow a browser on this machine at all.</summary>
    public bool IsLoopbackInstance => !address.IsHttps && IsLoopback(address.Host) && !IsProxyOnThisMachine();

    /// <summary>Whether a browser on this machine sent the request directly.</summary>
    public bool IsSenderOf(HttpContext context) =>
        IsLoopbackInstance && context.Features.Get<OriginalRequest>() is
        {
            Scheme: "http", HasProxyHeader: false, RemoteAddress: { } remote, Host: var host, Protocol: var protocol,
        }
        && IsLoopback(host.Host) && IPAddress.IsLoopback(UnmapIPv4(remote)) && !IsTrusted(UnmapIPv4(remote))
        // No browser uses HTTP/1.0, but nginx does by default.
        && !HttpProtocol.IsHttp10(protocol);

    /// <summary>Captures a request whose rights depend on its sender, before the forwarded headers change it.</summary>
    internal static Task CaptureAsync(HttpContext context, RequestDelegate next)
    {
        foreach (var path in CapturedPaths)
        {
            if (context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
                context.Features.Set(OriginalRequest.From(context));
        }

        return next(context);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(UnmapIPv4(ip)));

    // A proxy that is listed with one loopback address can connect from the other one.
    private bool IsProxyOnThisMachine() => IsTrusted(IPAddress.Loopback) || IsTrusted(IPAddress.IPv6Loopback);

    private bool IsTrusted(IPAddress remote) => options.Value.TrustedProxies.Any(proxy =>
        TrustedProxy.TryParse(proxy, out var network) && network.Contains(remote));

    private static IPAddress UnmapIPv4(IPAddress ip) => ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
}
