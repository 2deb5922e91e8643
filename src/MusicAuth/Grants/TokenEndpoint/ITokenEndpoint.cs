namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>What custody needs to know of a provider, and its refresh (RFC 6749, section 6).</summary>
public interface ITokenEndpoint
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The configured provider app, null where none is.</summary>
    string? ClientId { get; }

    /// <summary>The longest that one exchange takes, <c>Upstream:TimeoutSeconds</c>.</summary>
    TimeSpan Timeout { get; }

    /// <summary>When the consent ends whatever one does; null where it does not.</summary>
    DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt);

    /// <summary>One exchange, never repeated by itself, over within <see cref="Timeout"/>.</summary>
    Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken);

    /// <summary>Asks the provider once whether it accepts an access token; never throws for an answer.</summary>
    /// <param name="accessToken">As it is stored.</param>
    /// <param name="userId">On whose behalf.</param>
    Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId);
}
