using System.Net;

namespace MusicAuth.Web.Security;

/// <summary>The accepted host names. Slices add theirs by configuring the options AllowedHosts.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };

    /// <summary>Adds a host name or the host of an absolute URL; null adds nothing.</summary>
    public void Add(string? hostOrUrl)
    {
        if (string.IsNullOrWhiteSpace(hostOrUrl)) return;
        _names.Add(HostName.ToAscii(
            Uri.TryCreate(hostOrUrl, UriKind.Absolute, out var url) && url.Host is not "" and var host
                ? host
                : hostOrUrl));
    }

    // Nearly all requests have the same host.
    private volatile string? _lastMatch;

    /// <summary>Compares the host of a <c>Host</c> header without its port.</summary>
    public bool Contains(string? hostHeader)
    {
        if (hostHeader is not null && hostHeader == _lastMatch)
            return true;
        if (!Matches(hostHeader))
            return false;
        _lastMatch = hostHeader;
        return true;
    }

    private bool Matches(string? hostHeader)
    {
        var name = HostName.FromHeader(hostHeader);
        return _names.Contains(name) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    internal static bool IsHostName(string value) =>
        Uri.CheckHostName(value) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;
}
