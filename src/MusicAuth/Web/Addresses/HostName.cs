using System.Globalization;
using System.Text;

namespace MusicAuth.Web.Addresses;

/// <summary>
/// Host names in the one form that travels: letters of other alphabets in punycode (RFC 5891), lower case. Settings are
/// written in either form, browsers and proxies send this one, and the framework turns it back.
/// </summary>
public static class HostName
{
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true };

    /// <summary>A host name or address; what is no name comes back as it is, in lower case.</summary>
    public static string ToAscii(string host)
    {
        var name = host.Trim('[', ']');
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

    /// <summary>The same URL with its host in that form; text that is no absolute URL comes back as it is.</summary>
    public static string ToAsciiUrl(string url)
    {
        if (Ascii.IsValid(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.HostNameType != UriHostNameType.Dns)
            return url;
        var rest = uri.PathAndQuery == "/" && !url.EndsWith('/') ? "" : uri.PathAndQuery;
        return GetOrigin(uri) + rest + uri.Fragment;
    }

    /// <summary>Scheme, host and, unless it is the scheme's own, port; as browsers send it in <c>Origin</c>.</summary>
    public static string GetOrigin(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.Dns ? ToAscii(url.Host) : url.Host;
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }

    /// <summary>The name in a <c>Host</c> header, without its port.</summary>
    public static string FromHeader(string? header)
    {
        var value = header ?? "";
        if (value.StartsWith('['))
            return value.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? ToAscii(value[..end]) : value;
        var colon = value.LastIndexOf(':');
        return ToAscii(colon < 0 ? value : value[..colon]);
    }
}
