using System.Net;

namespace MusicAuth.Web.Addresses;

/// <summary>The address of this process, from <c>Urls</c>.</summary>
internal static class ListeningAddress
{
    public const int DefaultPort = 5080;
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>Returns the first address, with 127.0.0.1 for a wildcard; null where it is unusable.</summary>
    public static Uri? Parse(string? urls)
    {
        var first = (string.IsNullOrWhiteSpace(urls) ? Default : urls)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault();
        return first is not null && TryParse(first) is { IsUnixPipe: false, IsNamedPipe: false } address
            ? Reachable(address)
            : null;
    }

    /// <summary>Whether a server can listen on every address of <paramref name="urls"/>.</summary>
    public static bool IsUsable(string? urls) => string.IsNullOrWhiteSpace(urls)
        || urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(IsOneUsable);

    private static bool IsOneUsable(string url) =>
        TryParse(url) is { Scheme: "http" or "https" } address
        && (address.IsUnixPipe || address.IsNamedPipe
            || (address.Port is >= 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0
                && (address.Host.StartsWith('[') || !address.Host.Contains(':', StringComparison.Ordinal))));

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
