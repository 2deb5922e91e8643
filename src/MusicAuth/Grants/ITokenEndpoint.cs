namespace MusicAuth.Grants;

/// <summary>What custody needs to know of a provider, and its refresh (RFC 6749, section 6).</summary>
public interface ITokenEndpoint
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The configured provider app, null where none is.</summary>
    string? ClientId { get; }

    /// <summary>When the consent ends whatever one does; null where it does not.</summary>
    DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt);

    /// <summary>One exchange, never repeated by itself, over within <c>Upstream:TimeoutSeconds</c>.</summary>
    Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken);
}

/// <summary>What a token endpoint's answer to a refresh means for the grant.</summary>
public abstract record RefreshResult
{
    private RefreshResult()
    {
    }

    public sealed record Renewed(TokenSet Tokens) : RefreshResult;

    /// <summary>400 with JSON <c>invalid_grant</c>: the only answer that condemns a grant.</summary>
    public sealed record InvalidGrant : RefreshResult;

    /// <summary>As <c>invalid_client</c>: the operator's affair, grants stay as they are.</summary>
    public sealed record AppRefused(string Reason, TimeSpan RetryAfter) : RefreshResult;

    public sealed record RateLimited(TimeSpan RetryAfter) : RefreshResult;

    /// <summary>Everything else: 5xx, HTML, a cut body, a time-out.</summary>
    public sealed record Transient : RefreshResult;
}
