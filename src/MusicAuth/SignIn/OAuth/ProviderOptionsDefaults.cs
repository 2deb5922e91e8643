namespace MusicAuth.SignIn.OAuth;

/// <summary>What every provider's handler shares: its cookie, its redirect URI, and how it ends.</summary>
public sealed class ProviderOptionsDefaults(ProviderRegistry registry, PublicAddress address)
{
    private static readonly TimeSpan FlowLife = TimeSpan.FromMinutes(10);

    public void Apply(
        ProviderAuthenticationOptions options, ProviderSettings settings, ProviderRegistration provider)
    {
        options.ClientId = settings.ClientId!;
        options.ClientSecret = settings.ClientSecret ?? "";
        options.AuthorizationEndpoint = settings.AuthorizationEndpoint;
        options.TokenEndpoint = settings.TokenEndpoint;
        options.RedirectUri = registry.GetRedirectUri(provider);
        options.CallbackPath = provider.CallbackPath;
        options.SignInScheme = CallerAuthenticationHandler.SchemeName;
        options.EventsType = typeof(SignInEvents);
        options.RemoteAuthenticationTimeout = FlowLife;
        options.SaveTokens = false;
        options.CorrelationCookie.Name = $"musicauth_flow{SessionCookie.PortSuffix(address)}.";
        // None would need https; Strict would not come back from the provider.
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        // By PublicUrl and not by the request: behind a proxy that nobody listed, a request looks like http.
        options.CorrelationCookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        options.Scope.Clear();
        foreach (var scope in provider.Scopes)
            options.Scope.Add(scope);
    }
}
