using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

public sealed class DeezerTokenEndpoint(IOptions<DeezerSettings> settings, DeezerProfileClient profiles)
    : ITokenEndpoint
{
    public string Provider => DeezerAuthenticationDefaults.AuthenticationScheme;

    public string? ClientId => string.IsNullOrEmpty(settings.Value.ClientId) ? null : settings.Value.ClientId;

    public TimeSpan Timeout => TimeSpan.Zero;

    public DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        accessExpiresAt;

    /// <exception cref="NotSupportedException">Always: custody never comes here.</exception>
    public Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Deezer has no refresh tokens.");

    public Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId) =>
        AccessTokenCheck.RunAsync(async () =>
            (await profiles.ReadAsync(new SourceAccess(accessToken, userId), "check")).Id);
}
