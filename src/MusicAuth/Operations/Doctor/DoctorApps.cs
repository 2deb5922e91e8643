namespace MusicAuth.Operations.Doctor;

/// <summary>The provider apps in use: those of the settings, else those that were set on the page.</summary>
internal sealed class DoctorApps(
    ProviderRegistry registry, DoctorVault vault, ProviderAppReader apps, ProviderAppProtector protector)
{
    public async Task<IReadOnlyList<(ProviderRegistration Provider, AppCredentials Credentials)>> ListAsync(
        CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredProviderApp> stored = [];
        // Without a database the apps of the settings can still be checked.
        if (registry.All.Any(provider => provider.Credentials.Current is null)
            && await vault.OpenAsync(cancellationToken))
            stored = await apps.ListAsync(cancellationToken);
        return
        [
            .. registry.All.Select(provider => (Provider: provider, Credentials: provider.Credentials.Current
                    ?? (stored.FirstOrDefault(app => app.Provider == provider.Name) is { } app
                        ? protector.Unprotect(app)
                        : null)))
                .Where(app => app.Credentials is not null).Select(app => (app.Provider, app.Credentials!)),
        ];
    }
}
