using System.Globalization;
using System.Net;
using System.Text;

namespace MusicAuth.Web.Addresses;

/// <summary>
/// Converts host names to lower-case ASCII with punycode (RFC 5891), the form that browsers and proxies send. Settings
/// can contain either form, and the framework converts punycode back to Unicode.
/// </summary>
internal static class HostName
{
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true };

    /// <summary>Converts a host name or address; an invalid name is only lower-cased.</summary>
    public static string ToAscii(string host)
    {
        var name = host.Trim('[', ']');
        // An IPv6 address has many spellings (RFC 5952), and browsers send the shortest.
        if (name.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(name, out var address))
            return address.ToString();
        try
        {
            return Ascii.IsValid(name)
                ? name.ToLowerInvariant()
                : Mapping.GetAscii(name.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return name.ToLowerInvariant();
        }
    }

    /// <summary>Converts the host of an absolute URL; other text does not change.</summary>
    public static string ToAsciiUrl(string url)
    {
        if (Ascii.IsValid(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.HostNameType != UriHostNameType.Dns)
            return url;
        var rest = uri.PathAndQuery == "/" && !url.EndsWith('/') ? "" : uri.PathAndQuery;
        return GetOrigin(uri) + rest + uri.Fragment;
    }

    /// <summary>Returns scheme, host and a non-default port, as browsers send them in <c>Origin</c>.</summary>
    public static string GetOrigin(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.Dns ? ToAscii(url.Host) : url.Host;
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }

    /// <summary>Returns the host of a <c>Host</c> header without its port.</summary>
    public static string FromHeader(string? header)
    {
        var value = header ?? "";
        if (value.StartsWith('['))
            return value.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? ToAscii(value[..end]) : value;
        var colon = value.LastIndexOf(':');
        return ToAscii(colon < 0 ? value : value[..colon]);
    }
}
