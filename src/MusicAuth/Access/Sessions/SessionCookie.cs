namespace MusicAuth.Access.Sessions;

/// <summary>
/// The session cookie: <c>__Host-</c> and <c>Secure</c> where PublicUrl is https. Cookies ignore the port (RFC 6265,
/// section 8.5), so an instance on a port other than the default adds it to the name.
/// </summary>
internal sealed class SessionCookie(PublicAddress address, SessionLifetime life)
{
    // A browser sends several cookies with this name where another path or domain set one. Each costs a database read.
    private const int MaxCookies = 16;
    private const int MaxSecretLength = 128;

    private readonly string _defaultName = DefaultName(address);

    public string Name { get; } = DefaultName(address) + PortSuffix(address);

    /// <summary>The suffix that tells the cookies of two instances on one host apart.</summary>
    public static string PortSuffix(PublicAddress address) =>
        address.Port == (address.IsHttps ? 443 : ListeningAddress.DefaultPort) ? "" : $"_{address.Port}";

    /// <summary>The secret of the valid session, else the first secret of the request.</summary>
    public Secret? Read(HttpRequest request) =>
        request.HttpContext.Features.Get<PresentedSession>()?.Secret
        ?? (ReadAll(request) is [var first, ..] ? first : null);

    /// <summary>The different secrets of the request.</summary>
    public IReadOnlyList<Secret> ReadAll(HttpRequest request)
    {
        var values = RequestCookies.GetValues(request, Name);
        // Replicas share sessions and can have other ports.
        var others = RequestCookies.GetValuesOfOtherPorts(request, _defaultName, Name[_defaultName.Length..]);
        if (others.Count > 0)
            values = [.. values, .. others];
        return values.Count == 0
            ? []
            : [.. values.Where(value => value.Length is > 0 and <= MaxSecretLength)
                .Distinct(StringComparer.Ordinal).Take(MaxCookies).Select(value => new Secret(value))];
    }

    public void Write(HttpResponse response, Secret secret)
    {
        var options = Options();
        options.MaxAge = life.Absolute;
        response.Cookies.Append(Name, secret.Reveal(), options);
        response.HttpContext.Features.Set(new IssuedSession(secret));
    }

    /// <summary>Removes the cookie and the storage of the page from the browser.</summary>
    public void SignOut(HttpResponse response)
    {
        response.Cookies.Delete(Name, Options());
        response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    private static string DefaultName(PublicAddress address) =>
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
