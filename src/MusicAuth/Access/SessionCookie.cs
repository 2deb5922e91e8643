using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>The session's cookie: __Host- and Secure where browsers reach us by https, plain on http.</summary>
public sealed class SessionCookie(PublicAddress address, SessionLife life)
{
    public string Name { get; } = address.IsHttps ? "__Host-musicauth" : "musicauth_session";

    public Secret? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var secret) && secret.Length is > 0 and <= 128
            ? new Secret(secret)
            : null;

    public void Write(HttpResponse response, Secret secret)
    {
        var options = Options();
        options.MaxAge = life.Absolute;
        response.Cookies.Append(Name, secret.Reveal(), options);
    }

    /// <summary>Takes the cookie away, and whatever else the page may have left in the browser.</summary>
    public void SignOut(HttpResponse response)
    {
        response.Cookies.Delete(Name, Options());
        response.Headers["Clear-Site-Data"] = "\"storage\"";
    }

    private CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = address.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
