using System.Net;

namespace MusicAuth.Web.Security;

/// <summary>The connection data of a request before the forwarded headers change it.</summary>
internal sealed record OriginalRequest(
    IPAddress? RemoteAddress, string Scheme, string Protocol, HostString Host, bool HasProxyHeader)
{
    // Headers that proxies add.
    private static readonly string[] ProxyPrefixes = ["x-forwarded", "x-original-", "cf-", "x-envoy-", "x-real-"];

    private static readonly HashSet<string> ProxyHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forwarded", "Via", "X-Real-IP", "True-Client-IP", "Client-IP", "X-Client-IP", "X-Cluster-Client-IP",
        "Fastly-Client-IP", "CDN-Loop", "X-Scheme", "X-Url-Scheme", "Front-End-Https", "X-Amzn-Trace-Id",
        "X-Azure-ClientIP", "X-ARR-SSL", "Proxy-Connection",
    };

    public static OriginalRequest From(HttpContext context) => new(
        context.Connection.RemoteIpAddress, context.Request.Scheme, context.Request.Protocol, context.Request.Host,
        context.Request.Headers.Keys.Any(IsProxyHeader));

    private static bool IsProxyHeader(string header)
    {
        var name = header.Replace('_', '-');
        return ProxyHeaders.Contains(name)
            || Array.Exists(ProxyPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
