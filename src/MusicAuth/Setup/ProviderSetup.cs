namespace MusicAuth.Setup;

/// <summary>Shows, sets and removes the provider apps of the page.</summary>
internal sealed class ProviderSetup(
    ProviderRegistry registry, IEnumerable<IProviderAppCheck> checks, AppHealth health, ProviderAppStore store,
    ProviderAppProtector protector, ProviderAppSync sync, IDatabaseDialect dialect)
{
    public async Task<ProviderAppList> ListAsync(CancellationToken cancellationToken)
    {
        var stored = await sync.ListAsync(cancellationToken);
        return new([.. registry.All.Select(provider => Describe(provider, stored))]);
    }

    /// <exception cref="ProblemException">
    /// unknown_provider, configured_elsewhere, invalid_parameter, insufficient_scope.
    /// </exception>
    public async Task<ProviderAppInfo> SetAsync(
        string name, ProviderAppRequest request, AuditEvent e, CancellationToken cancellationToken)
    {
        var provider = GetChangeable(name);
        var check = CheckOf(provider);
        var stored = await sync.ListAsync(cancellationToken);
        var app = NewProviderApp.From(
            request, id => StoredSecret(stored, provider, id), provider.DisplayName, check.RequiresSecret);
        var result = await check.CheckAsync(app, registry.GetRedirectUri(provider));
        if (result.Refusal is { } refusal)
            throw new ProblemException(ProblemCode.InvalidParameter, refusal) { Provider = provider.Name };
        await store.SaveAsync(
            provider.Name, app, result.Outcome, e with { Provider = provider.Name, Data = app.ClientId },
            cancellationToken);
        await sync.ReloadAsync(CancellationToken.None);
        // The same app as before is not put into use again, but the provider accepts it now.
        if (result.Outcome == AppCheckOutcome.Ok)
            health.ReportHealthy(provider.Name, ProviderEndpoint.Token);
        await dialect.TruncateWalAsync(CancellationToken.None);
        return Describe(provider, await sync.ListAsync(cancellationToken));
    }

    /// <exception cref="ProblemException">
    /// unknown_provider, configured_elsewhere, not_found, insufficient_scope.
    /// </exception>
    public async Task RemoveAsync(string name, AuditEvent e, CancellationToken cancellationToken)
    {
        var provider = GetChangeable(name);
        if (!await store.RemoveAsync(provider.Name, e with { Provider = provider.Name }, cancellationToken))
            throw new ProblemException(
                ProblemCode.NotFound, $"No {provider.DisplayName} app is set on the page, so there is none to remove.")
            {
                Provider = provider.Name,
            };
        await sync.ReloadAsync(CancellationToken.None);
        await dialect.TruncateWalAsync(CancellationToken.None);
    }

    /// <summary>Asks the provider about an app that it did not answer for before.</summary>
    /// <returns>What it says now; null where the app is not in use.</returns>
    public async Task<AppCheckOutcome?> CheckAgainAsync(StoredProviderApp app, CancellationToken cancellationToken)
    {
        var provider = registry.Get(app.Provider);
        if (provider.Credentials.AreConfigured || protector.Unprotect(app) is not { } credentials)
            return null;
        var (outcome, _) = await CheckOf(provider).CheckAsync(credentials, registry.GetRedirectUri(provider));
        // The outcome says nothing about an app that the owner has set meanwhile.
        if (!await store.RecordCheckAsync(app, outcome, cancellationToken))
            return null;
        // The owner hears of it as of an app that the provider refuses later.
        if (outcome == AppCheckOutcome.InvalidClient)
            health.ReportUnhealthy(provider.Name, ProviderEndpoint.Token, ProviderReasons.InvalidClient);
        await sync.ReloadAsync(CancellationToken.None);
        return outcome;
    }

    private string? StoredSecret(
        IReadOnlyList<StoredProviderApp> stored, ProviderRegistration provider, string clientId)
    {
        if (stored.FirstOrDefault(app => app.Provider == provider.Name && app.ClientId == clientId) is not { } app)
            return null;
        return protector.Unprotect(app) is { } credentials
            ? credentials.ClientSecret
            : throw new ProblemException(
                ProblemCode.InvalidParameter,
                "client_secret is missing. No master key decrypts the stored one. Enter the client secret again.");
    }

    private IProviderAppCheck CheckOf(ProviderRegistration provider) =>
        checks.Single(check => check.Provider == provider.Name);

    private ProviderRegistration GetChangeable(string name)
    {
        var provider = registry.Get(name);
        return provider.Credentials.AreConfigured
            ? throw new ProblemException(
                ProblemCode.ConfiguredElsewhere,
                $"The setting {provider.DisplayName}:ClientId sets this app. Change it there, or remove "
                + $"{provider.DisplayName}:ClientId and {provider.DisplayName}:ClientSecret and restart MusicAuth.")
            {
                Provider = provider.Name,
            }
            : provider;
    }

    private ProviderAppInfo Describe(ProviderRegistration provider, IReadOnlyList<StoredProviderApp> stored)
    {
        var redirectUri = registry.GetRedirectUri(provider);
        // The token endpoint can refuse an app later, for example after its secret was changed there.
        AppCheckOutcome? refused = health.GetReason(provider.Name, ProviderEndpoint.Token) is not null
            ? AppCheckOutcome.InvalidClient
            : null;
        if (provider.Credentials is { AreConfigured: true, Current: { } configured })
            return new(
                provider.Name, configured.ClientId, configured.ClientSecret is not null,
                CredentialsSource.Configuration, redirectUri, CheckedAt: null, refused);
        return stored.FirstOrDefault(app => app.Provider == provider.Name) is { } app
            ? new(
                provider.Name, app.ClientId, app.ProtectedClientSecret is not null, CredentialsSource.Page,
                redirectUri, app.CheckedAt, refused ?? app.Check)
            : new(
                provider.Name, ClientId: null, HasSecret: false, Source: null, redirectUri, CheckedAt: null,
                Check: null);
    }
}
