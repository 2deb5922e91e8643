using System.Net;

namespace MusicAuth.Web.Security;

/// <summary>
/// The host names this broker answers to. Slices add theirs through
/// <c>services.AddOptions&lt;AllowedHosts&gt;().Configure&lt;…&gt;((hosts, …) => hosts.Add(url))</c>.
/// </summary>
public sealed class AllowedHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };

    /// <summary>A host name or an absolute URL, of which the host counts; null adds nothing.</summary>
    public void Add(string? hostOrUrl)
    {
        if (string.IsNullOrWhiteSpace(hostOrUrl)) return;
        _names.Add(HostName.ToAscii(
            Uri.TryCreate(hostOrUrl, UriKind.Absolute, out var url) && url.Host is not "" and var host
                ? host
                : hostOrUrl));
    }

    // Nearly all requests bring the same one.
    private volatile string? _lastMatch;

    /// <summary>Whether a <c>Host</c> header names one of them, whatever its port.</summary>
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
