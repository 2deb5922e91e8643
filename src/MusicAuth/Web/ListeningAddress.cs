using System.Net;

namespace MusicAuth.Web;

/// <summary>Where this process itself can be reached, read from <c>Urls</c>.</summary>
public static class ListeningAddress
{
    public const int DefaultPort = 5080;
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>The first of <paramref name="urls"/>, 127.0.0.1 for a wildcard; null where it is unusable.</summary>
    public static Uri? Parse(string? urls)
    {
        var first = (string.IsNullOrWhiteSpace(urls) ? Default : urls)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault();
        return first is not null && TryParse(first) is { IsUnixPipe: false, IsNamedPipe: false } address
            ? Reachable(address)
            : null;
    }

    private static Uri? Reachable(BindingAddress address) => Uri.TryCreate(
        $"{address.Scheme}://{(IsWildcard(address.Host) ? "127.0.0.1" : address.Host)}:{address.Port}",
        UriKind.Absolute,
        out var uri) ? uri : null;

    private static bool IsWildcard(string host) =>
        host is "+" or "*"
        || (IPAddress.TryParse(host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    private static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
