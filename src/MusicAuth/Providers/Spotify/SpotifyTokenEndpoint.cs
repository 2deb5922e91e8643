using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyTokenEndpoint(
    IOptions<SpotifySettings> settings, IOptions<UpstreamOptions> upstream, SpotifyTokenClient client,
    SpotifyProfileClient profiles) : ITokenEndpoint
{
    // "Refresh tokens … have a lifetime of 6 months … when the user authorizes your app" (refreshing-tokens).
    private const int ConsentMonths = 6;

    public string Provider => SpotifyAuthenticationDefaults.AuthenticationScheme;

    public string? ClientId => string.IsNullOrEmpty(settings.Value.ClientId) ? null : settings.Value.ClientId;

    public TimeSpan Timeout => upstream.Value.Timeout;

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        authorizedAt.AddMonths(ConsentMonths);

    public Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken) =>
        client.RefreshAsync(refreshToken);

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId) =>
        AccessTokenCheck.RunAsync(async () =>
            (await profiles.ReadAsync(new SourceAccess(accessToken, userId), "check")).Id);
}
