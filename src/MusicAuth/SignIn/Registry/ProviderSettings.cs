namespace MusicAuth.SignIn.Registry;

/// <summary>A provider in the configuration; it is on when <see cref="ClientId"/> is set.</summary>
public abstract class ProviderSettings
{
    /// <summary>The provider app (RFC 6749, section 2.2).</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What every sign-in asks for, space separated.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>What <c>/login/{provider}?scope=</c> may ask for besides, space separated.</summary>
    public string AllowedScopes { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string TokenEndpoint { get; set; } = "";

    public string ApiBaseUrl { get; set; } = "";

    /// <summary>Where this provider sends browsers back to, if not to <c>Web:PublicUrl</c>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Not a setting: what the provider itself demands.</summary>
    internal virtual RedirectRule RedirectRule => RedirectRule.AnyOrigin;

    /// <summary>What is wrong with the settings, each with its mend.</summary>
    public virtual IEnumerable<string> GetErrors(string section)
    {
        (string Key, string Value)[] urls =
        [
            (nameof(AuthorizationEndpoint), AuthorizationEndpoint),
            (nameof(TokenEndpoint), TokenEndpoint),
            (nameof(ApiBaseUrl), ApiBaseUrl),
        ];
        foreach (var (key, value) in urls)
        {
            if (!IsHttpUrl(value))
                yield return $"{section}:{key} must be an absolute http or https URL.";
            else if (new Uri(value) is not { UserInfo: "", Fragment: "" })
                yield return $"{section}:{key} must not contain a user name, password or fragment. Remove that part.";
        }

        if (IsHttpUrl(ApiBaseUrl) && new Uri(ApiBaseUrl).Query.Length > 0)
            yield return $"{section}:ApiBaseUrl must not contain a query. Remove the query.";

        if (IsHttpUrl(AuthorizationEndpoint) && ImplicitGrant.IsRequestedBy(new Uri(AuthorizationEndpoint)))
            yield return ImplicitGrant.RefusalMessage($"{section}:AuthorizationEndpoint has response_type in its query");
        if (!string.IsNullOrEmpty(PublicUrl) && !IsOrigin(PublicUrl))
            yield return $"{section}:PublicUrl must contain only the scheme, host and port, for example "
                + "https://music.example.org.";
        if (!string.IsNullOrEmpty(ClientId) && string.IsNullOrWhiteSpace(Scopes))
            yield return $"{section}:Scopes is empty. Remove the key to use the default.";
        if (string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret))
            yield return $"{section}:ClientSecret is set, but {section}:ClientId is not. Set the client id too.";
    }

    /// <summary>Hosts in the form that travels, whichever form the settings were written in.</summary>
    internal void NormaliseHosts()
    {
        AuthorizationEndpoint = HostName.ToAsciiUrl(AuthorizationEndpoint);
        TokenEndpoint = HostName.ToAsciiUrl(TokenEndpoint);
        ApiBaseUrl = HostName.ToAsciiUrl(ApiBaseUrl);
        if (PublicUrl is not null)
            PublicUrl = HostName.ToAsciiUrl(PublicUrl);
    }

    /// <summary>The endpoints whose tokens and secrets travel readable over a network.</summary>
    internal IEnumerable<(string Key, string Url)> GetInsecureEndpoints() =>
        new[]
        {
            (nameof(AuthorizationEndpoint), AuthorizationEndpoint), (nameof(TokenEndpoint), TokenEndpoint),
            (nameof(ApiBaseUrl), ApiBaseUrl),
        }.Where(one => Uri.TryCreate(one.Item2, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback);

    internal ProviderRegistration ToRegistration(string name, string displayName) => new(
        name,
        displayName,
        string.IsNullOrEmpty(ClientId) ? null : ClientId,
        string.IsNullOrEmpty(PublicUrl) ? null : PublicUrl,
        Split(Scopes),
        Split(AllowedScopes),
        RedirectRule);

    private static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsHttpUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    private static bool IsOrigin(string url) =>
        IsHttpUrl(url) && new Uri(url) is { PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
