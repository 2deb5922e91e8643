namespace MusicAuth.SignIn.Registry;

/// <summary>The providers in the order of the API, and their redirect URIs (RFC 6749, section 3.1.2).</summary>
internal sealed class ProviderRegistry(IEnumerable<ProviderRegistration> registrations, PublicAddress address)
{
    public IReadOnlyList<ProviderRegistration> All { get; } = [.. registrations];

    public ProviderRegistration Get(string name) =>
        All.FirstOrDefault(provider => provider.Name == name) ?? throw ProblemException.UnknownProvider();

    /// <summary>The URI to register at the provider. It comes from the settings, never from a request.</summary>
    public string GetRedirectUri(ProviderRegistration provider) =>
        (UsesManualRedirect(provider) ? ToLoopback(GetOrigin(provider)) : GetOrigin(provider)) + provider.CallbackPath;

    /// <summary>
    /// Whether the provider does not accept the address of MusicAuth. The redirect then goes to the user's own machine,
    /// and the user pastes its address into the page.
    /// </summary>
    public bool UsesManualRedirect(ProviderRegistration provider) =>
        provider.RedirectRule == RedirectRule.HttpsOrLoopbackLiteral
        && new Uri(GetOrigin(provider)) is { Scheme: "http", Host: not ("127.0.0.1" or "[::1]") };

    private string GetOrigin(ProviderRegistration provider) =>
        provider.PublicUrl is { } publicUrl ? HostName.GetOrigin(new Uri(publicUrl)) : address.Origin;

    // Keeps the port: if MusicAuth runs on the user's machine, CallbackForwardingMiddleware completes the redirect.
    private static string ToLoopback(string origin) => new Uri(origin) is { IsDefaultPort: false, Port: var port }
        ? $"http://127.0.0.1:{port}"
        : "http://127.0.0.1";
}
