namespace MusicAuth.SignIn.Registry;

/// <summary>The providers in the order of the API, and the redirect URI of each (RFC 6749, section 3.1.2).</summary>
public sealed class ProviderRegistry(IEnumerable<ProviderRegistration> registrations, PublicAddress address)
{
    public IReadOnlyList<ProviderRegistration> All { get; } = [.. registrations];

    public ProviderRegistration Get(string name) =>
        All.FirstOrDefault(provider => provider.Name == name)
        ?? throw new ProblemException(ProblemCode.UnknownProvider,
            "This provider does not exist. Use spotify or deezer.");

    /// <summary>Exactly what must be registered at the provider; never built from a request.</summary>
    public string GetRedirectUri(ProviderRegistration provider) =>
        (UsesManualRedirect(provider) ? ToLoopback(GetOrigin(provider)) : GetOrigin(provider)) + provider.CallbackPath;

    /// <summary>
    /// Whether the provider refuses to send browsers to where MusicAuth is. It sends them to their own machine then,
    /// where in general nothing listens, and the person pastes that address into the page.
    /// </summary>
    public bool UsesManualRedirect(ProviderRegistration provider) =>
        provider.RedirectRule == RedirectRule.HttpsOrLoopbackLiteral
        && new Uri(GetOrigin(provider)) is { Scheme: "http", Host: not ("127.0.0.1" or "[::1]") };

    private string GetOrigin(ProviderRegistration provider) =>
        provider.PublicUrl is { } own ? HostName.GetOrigin(new Uri(own)) : address.Origin;

    // The port of MusicAuth: if it does listen on that machine, CallbackForwarding spares the person the pasting.
    private static string ToLoopback(string origin) => new Uri(origin) is { IsDefaultPort: false, Port: var port }
        ? $"http://127.0.0.1:{port}"
        : "http://127.0.0.1";
}
