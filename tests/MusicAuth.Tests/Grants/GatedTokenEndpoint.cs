using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Grants;

/// <summary>Spotify's token endpoint with hooks before and after each exchange.</summary>
public sealed class GatedTokenEndpoint(ITokenEndpoint inner) : ITokenEndpoint
{
    public Func<Task> BeforeSending { get; set; } = () => Task.CompletedTask;

    public Func<Task> BeforeStoring { get; set; } = () => Task.CompletedTask;

    public string Provider => inner.Provider;

    public string? ClientId => inner.ClientId;

    public TimeSpan Timeout => inner.Timeout;

    /// <summary>Wraps the registered token endpoint.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var real = services.First(service => service.ServiceType == typeof(ITokenEndpoint)
            && service.ImplementationType?.Name == "SpotifyTokenClient");
        services.Remove(real);
        services.AddSingleton(provider => new GatedTokenEndpoint(
            (ITokenEndpoint)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)));
        services.AddSingleton<ITokenEndpoint>(provider => provider.GetRequiredService<GatedTokenEndpoint>());
    }

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        inner.ReauthorizeBy(authorizedAt, accessExpiresAt);

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId) =>
        inner.CheckAsync(accessToken, userId);

    public async Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        await BeforeSending();
        var result = await inner.RefreshAsync(refreshToken, cancellationToken);
        await BeforeStoring();
        return result;
    }
}
