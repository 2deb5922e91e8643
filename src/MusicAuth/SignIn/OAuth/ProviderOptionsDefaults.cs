namespace MusicAuth.SignIn.OAuth;

/// <summary>Sets the options that the handlers of all providers share.</summary>
internal sealed class ProviderOptionsDefaults(ProviderRegistry registry, PublicAddress address)
{
    private static readonly TimeSpan FlowLifetime = TimeSpan.FromMinutes(10);

    public void Apply(ProviderAuthenticationOptions options, ProviderSettings settings, string name)
    {
        var provider = registry.Get(name);
        // The token client sends the secret.
        options.ClientId = provider.Credentials.ClientId ?? "";
        options.AuthorizationEndpoint = settings.AuthorizationEndpoint;
        options.TokenEndpoint = settings.TokenEndpoint;
        options.RedirectUri = registry.GetRedirectUri(provider);
        options.CallbackPath = provider.CallbackPath;
        options.EventsType = typeof(SignInEvents);
        options.RemoteAuthenticationTimeout = FlowLifetime;
        options.SaveTokens = false;
        options.CorrelationCookie.Name = $"musicauth_flow{SessionCookie.PortSuffix(address)}.";
        // None requires https, and the browser does not send a Strict cookie with the provider's redirect.
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        // From PublicUrl, because behind a proxy that is not trusted a request seems to be http.
        options.CorrelationCookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        options.Scope.Clear();
        foreach (var scope in provider.Scopes)
            options.Scope.Add(scope);
    }
}
