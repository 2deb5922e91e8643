using MusicAuth.Grants;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>A provider app's own access token (RFC 6749, section 4.4): it speaks for no user.</summary>
/// <param name="AccessToken">In memory only.</param>
/// <param name="IssuedAt">The timestamp of its arrival: its life is measured by no clock that can be set.</param>
/// <param name="Life">How long it serves.</param>
/// <param name="RenewAfter">From when on another one is got before it is used.</param>
public sealed record AppToken(AccessToken AccessToken, long IssuedAt, TimeSpan Life, TimeSpan RenewAfter);

/// <summary>Where a provider app gets its own token.</summary>
public interface IAppTokenEndpoint
{
    /// <summary>The wire name.</summary>
    string Provider { get; }

    /// <summary>What the settings lack for it, as a sentence with its mend; null where nothing.</summary>
    string? Lack { get; }

    /// <summary>One exchange, never repeated by itself, over within <c>Upstream:TimeoutSeconds</c>.</summary>
    Task<RefreshResult> RequestAsync();
}

/// <summary>
/// The tokens of the catalogue without a user: one for each provider app, for any number of callers, renewed before
/// its end. Nothing is stored: whoever has the client secret gets another one at any time.
/// </summary>
public sealed class AppTokens(
    IEnumerable<IAppTokenEndpoint> endpoints, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<AppTokens> logger)
{
    private readonly Dictionary<string, AppTokenKeeper> _keepers = endpoints.ToDictionary(
        endpoint => endpoint.Provider,
        endpoint => new AppTokenKeeper(endpoint, time, logger, lifetime.ApplicationStopping),
        StringComparer.Ordinal);

    /// <summary>A token that is worth using now.</summary>
    /// <exception cref="ProblemException">
    /// unknown_provider, provider_app_unhealthy, provider_rate_limited, provider_unavailable.
    /// </exception>
    public async Task<AppToken> GetAsync(string provider, CancellationToken cancellationToken) =>
        await KeeperOf(provider).GetAsync(cancellationToken);

    /// <summary>After a 401: forces one exchange, if the refused token is still the current one.</summary>
    /// <exception cref="ProblemException">As <see cref="GetAsync"/>.</exception>
    public async Task<AppToken> RenewAsync(
        string provider, AppToken refused, CancellationToken cancellationToken) =>
        await KeeperOf(provider).RenewAsync(refused, cancellationToken);

    private AppTokenKeeper KeeperOf(string provider) => _keepers.GetValueOrDefault(provider)
        ?? throw new ProblemException(ProblemCode.UnknownProvider, "No provider of this name gives apps a token.");
}

public static class AppTokensModule
{
    public static IServiceCollection AddAppTokens(this IServiceCollection services) =>
        services.AddSingleton<AppTokens>();
}
