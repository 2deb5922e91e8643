namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The token endpoint of a provider, with its refresh (RFC 6749, section 6).</summary>
public interface ITokenEndpoint
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The configured provider app; null where there is none.</summary>
    string? ClientId { get; }

    /// <summary>The longest duration of one exchange, <c>Upstream:TimeoutSeconds</c>.</summary>
    TimeSpan Timeout { get; }

    /// <summary>When the consent ends; null where it does not end.</summary>
    DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt);

    /// <summary>One exchange without retries, which ends within <see cref="Timeout"/>.</summary>
    Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken);

    /// <summary>Asks the provider once whether an access token is valid; never throws for a response.</summary>
    /// <param name="accessToken">The access token.</param>
    /// <param name="userId">The user on whose behalf the broker asks.</param>
    Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId);
}
