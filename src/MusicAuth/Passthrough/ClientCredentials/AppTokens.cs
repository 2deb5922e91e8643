namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>
/// The tokens of the catalogue without a user: one for each provider app, for any number of callers, renewed before
/// its end. Nothing is stored: whoever has the client secret gets another one at any time.
/// </summary>
public sealed class AppTokens(
    IEnumerable<IAppTokenEndpoint> endpoints, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<AppTokens> logger)
{
    private readonly Dictionary<string, AppTokenCache> _caches = endpoints.ToDictionary(
        endpoint => endpoint.Provider,
        endpoint => new AppTokenCache(endpoint, time, logger, lifetime.ApplicationStopping),
        StringComparer.Ordinal);

    /// <summary>A token that is worth using now.</summary>
    /// <exception cref="ProblemException">
    /// unknown_provider, provider_app_unhealthy, provider_rate_limited, provider_unavailable.
    /// </exception>
    public async Task<AppAccessToken> GetAsync(string provider, CancellationToken cancellationToken) =>
        await GetCache(provider).GetAsync(cancellationToken);

    /// <summary>After a 401: forces one exchange, if the refused token is still the current one.</summary>
    /// <exception cref="ProblemException">As <see cref="GetAsync"/>.</exception>
    public async Task<AppAccessToken> RenewAsync(
        string provider, AppAccessToken refused, CancellationToken cancellationToken) =>
        await GetCache(provider).RenewAsync(refused, cancellationToken);

    private AppTokenCache GetCache(string provider) => _caches.GetValueOrDefault(provider)
        ?? throw new ProblemException(ProblemCode.UnknownProvider,
            "This provider does not exist. Use spotify or deezer.");
}
