namespace MusicAuth.SignIn.Registry;

/// <summary>The settings of a provider. <see cref="ClientId"/>, or an app set on the page, turns it on.</summary>
internal abstract class ProviderSettings
{
    /// <summary>The client id of the provider app (RFC 6749, section 2.2).</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>The scopes that every sign-in requests, separated by spaces.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>The scopes that <c>/login/{provider}?scope=</c> can also request, separated by spaces.</summary>
    public string AllowedScopes { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string TokenEndpoint { get; set; } = "";

    public string ApiBaseUrl { get; set; } = "";

    /// <summary>The origin of the redirect URI, if it is not <c>Web:PublicUrl</c>.</summary>
    public string? PublicUrl { get; set; }

    internal IReadOnlyList<string> RequestableScopes =>
        [.. Split(Scopes).Union(Split(AllowedScopes), StringComparer.Ordinal)];

    /// <summary>A property of the provider, not a setting.</summary>
    internal virtual RedirectRule RedirectRule => RedirectRule.AnyOrigin;

    private (string Key, string Url)[] Endpoints =>
    [
        (nameof(AuthorizationEndpoint), AuthorizationEndpoint),
        (nameof(TokenEndpoint), TokenEndpoint),
        (nameof(ApiBaseUrl), ApiBaseUrl),
    ];

    /// <summary>Returns the errors of the settings, each with its remedy.</summary>
    public virtual IEnumerable<string> GetErrors(string section)
    {
        foreach (var (key, url) in Endpoints)
        {
            if (!IsHttpUrl(url))
                yield return $"{section}:{key} must be an absolute http or https URL.";
            else if (new Uri(url) is not { UserInfo: "", Fragment: "" })
                yield return $"{section}:{key} must not contain a user name, password or fragment. Remove that part.";
        }

        if (IsHttpUrl(ApiBaseUrl) && new Uri(ApiBaseUrl).Query.Length > 0)
            yield return $"{section}:ApiBaseUrl must not contain a query. Remove the query.";
        if (IsHttpUrl(AuthorizationEndpoint) && ImplicitGrant.IsRequestedBy(new Uri(AuthorizationEndpoint)))
            yield return ImplicitGrant.RefusalMessage(
                $"{section}:AuthorizationEndpoint has response_type in its query");
        if (!string.IsNullOrEmpty(PublicUrl) && !PublicAddress.TryParse(PublicUrl, out _))
            yield return $"{section}:PublicUrl is not an origin that browsers can use. Write only the scheme, host and "
                + "port, for example https://music.example.org.";
        if (!string.IsNullOrEmpty(ClientId) && string.IsNullOrWhiteSpace(Scopes))
            yield return $"{section}:Scopes is empty. Remove the key to use the default.";
        if (string.IsNullOrEmpty(ClientId) && !string.IsNullOrEmpty(ClientSecret))
            yield return $"{section}:ClientSecret is set, but {section}:ClientId is not. Set the client id too.";
    }

    /// <summary>Converts international host names to ASCII.</summary>
    internal void NormaliseHosts()
    {
        AuthorizationEndpoint = HostName.ToAsciiUrl(AuthorizationEndpoint);
        TokenEndpoint = HostName.ToAsciiUrl(TokenEndpoint);
        ApiBaseUrl = HostName.ToAsciiUrl(ApiBaseUrl);
        if (PublicUrl is not null)
            PublicUrl = HostName.ToAsciiUrl(PublicUrl);
    }

    /// <summary>Returns the endpoints that use plain HTTP beyond this machine.</summary>
    internal IEnumerable<(string Key, Uri Url)> GetInsecureEndpoints()
    {
        foreach (var (key, url) in Endpoints)
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http", IsLoopback: false })
                yield return (key, uri);
        }
    }

    /// <summary>Null where the configuration sets no app.</summary>
    internal AppCredentials? GetCredentials() => string.IsNullOrEmpty(ClientId)
        ? null
        : new AppCredentials(ClientId, string.IsNullOrEmpty(ClientSecret) ? null : ClientSecret);

    internal ProviderRegistration ToRegistration(string displayName, ProviderCredentials credentials) => new(
        credentials.Provider,
        displayName,
        credentials,
        string.IsNullOrEmpty(PublicUrl) ? null : PublicUrl,
        Split(Scopes),
        Split(AllowedScopes),
        RedirectRule)
    {
        IsOnThisMachine = Array.TrueForAll(Endpoints, endpoint => new Uri(endpoint.Url).IsLoopback),
    };

    private static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsHttpUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
