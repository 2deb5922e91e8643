namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>The tokens with which provider apps read the public catalogue, one for each provider.</summary>
internal sealed class AppTokens(
    IEnumerable<IAppTokenEndpoint> endpoints, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<AppTokens> logger)
{
    private readonly Dictionary<string, AppTokenCache> _caches = endpoints.ToDictionary(
        endpoint => endpoint.Provider,
        endpoint => new AppTokenCache(endpoint, time, logger, lifetime.ApplicationStopping),
        StringComparer.Ordinal);

    /// <exception cref="ProblemException">
    /// unknown_provider, provider_app_unhealthy, provider_rate_limited, provider_unavailable.
    /// </exception>
    public async Task<AppAccessToken> GetAsync(string provider, CancellationToken cancellationToken) =>
        await GetCache(provider).GetAsync(cancellationToken);

    /// <summary>Requests another token after a 401, unless the refused token has been replaced already.</summary>
    /// <exception cref="ProblemException">As for <see cref="GetAsync"/>.</exception>
    public async Task<AppAccessToken> RenewAsync(
        string provider, AppAccessToken refused, CancellationToken cancellationToken) =>
        await GetCache(provider).RenewAsync(refused, cancellationToken);

    /// <summary>Drops the token of an app that was replaced.</summary>
    public void Reset(string provider) => _caches.GetValueOrDefault(provider)?.Reset();

    private AppTokenCache GetCache(string provider) =>
        _caches.GetValueOrDefault(provider) ?? throw ProblemException.UnknownProvider();
}
