namespace MusicAuth.Operations.Doctor;

/// <summary>The provider apps in use: those of the settings, else those that were set on the page.</summary>
internal sealed class DoctorApps(
    ProviderRegistry registry, DoctorVault vault, ProviderAppReader apps, ProviderAppProtector protector)
{
    public async Task<IReadOnlyList<(ProviderRegistration Provider, AppCredentials Credentials)>> ListAsync(
        CancellationToken cancellationToken)
    {
        var stored = await ListStoredAsync(cancellationToken);
        return
        [
            .. registry.All.Select(provider => (Provider: provider, Credentials: provider.Credentials.Current
                    ?? (stored.FirstOrDefault(app => app.Provider == provider.Name) is { } app
                        ? protector.Unprotect(app)
                        : null)))
                .Where(app => app.Credentials is not null).Select(app => (app.Provider, app.Credentials!)),
        ];
    }

    /// <summary>The providers that have an app.</summary>
    public async Task<IReadOnlyList<ProviderRegistration>> ListProvidersAsync(CancellationToken cancellationToken)
    {
        var stored = await ListStoredAsync(cancellationToken);
        return
        [
            .. registry.All.Where(provider =>
                provider.IsConfigured || stored.Any(app => app.Provider == provider.Name)),
        ];
    }

    // Without a database the apps of the settings can still be checked.
    private async Task<IReadOnlyList<StoredProviderApp>> ListStoredAsync(CancellationToken cancellationToken) =>
        registry.All.Any(provider => !provider.IsConfigured) && await vault.OpenAsync(cancellationToken)
            ? await apps.ListAsync(cancellationToken)
            : [];
}
