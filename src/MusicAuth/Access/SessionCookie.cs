using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>
/// The session's cookie: __Host- and Secure where browsers reach us by https, plain on http. Cookies know no ports
/// (RFC 6265, section 8.5), so an instance on another port than the usual one adds its own to the name.
/// </summary>
public sealed class SessionCookie(PublicAddress address, SessionLife life)
{
    // A browser sends twins where another path, domain or proxy left one. Each costs a look into the database.
    private const int MostTwins = 16;
    private const int LongestSecret = 128;

    private readonly string _usual = UsualName(address);

    public string Name { get; } = UsualName(address) + PortSuffix(address);

    /// <summary>What a cookie's name ends with, so that instances on one host have different ones.</summary>
    public static string PortSuffix(PublicAddress address) =>
        address.Port == (address.IsHttps ? 443 : ListeningAddress.DefaultPort) ? "" : $"_{address.Port}";

    /// <summary>The secret of the session that this request has; of an unknown one the first that it brings.</summary>
    public Secret? Read(HttpRequest request) =>
        request.HttpContext.Features.Get<PresentedSession>()?.Secret
        ?? (ReadAll(request) is [var first, ..] ? first : null);

    /// <summary>Every different secret that the request brings, in whatever order the browser sent them.</summary>
    public IReadOnlyList<Secret> ReadAll(HttpRequest request)
    {
        var values = RequestCookies.ValuesOf(request, Name);
        // Replicas share sessions and can have other ports. Another instance's secret is unknown here.
        var others = RequestCookies.ValuesOfOtherPorts(request, _usual, Name[_usual.Length..]);
        if (others.Count > 0)
            values = [.. values, .. others];
        return values.Count == 0
            ? []
            : [.. values.Where(value => value.Length is > 0 and <= LongestSecret)
                .Distinct(StringComparer.Ordinal).Take(MostTwins).Select(value => new Secret(value))];
    }

    public void Write(HttpResponse response, Secret secret)
    {
        var options = Options();
        options.MaxAge = life.Absolute;
        response.Cookies.Append(Name, secret.Reveal(), options);
        response.HttpContext.Features.Set(new GivenSession(secret));
    }

    /// <summary>Takes the cookie away, and whatever else the page may have left in the browser.</summary>
    public void SignOut(HttpResponse response)
    {
        response.Cookies.Delete(Name, Options());
        response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    private static string UsualName(PublicAddress address) =>
        address.IsHttps ? "__Host-musicauth" : "musicauth_session";

    private CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = address.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
