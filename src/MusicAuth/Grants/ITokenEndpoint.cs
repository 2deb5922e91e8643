namespace MusicAuth.Grants;

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

/// <summary>What a token endpoint's answer to a refresh means for the grant.</summary>
public abstract record RefreshResult
{
    private RefreshResult()
    {
    }

    /// <summary>As the metric <c>musicauth.refreshes</c> tells it.</summary>
    public abstract string Outcome { get; }

    public sealed record Renewed(TokenSet Tokens) : RefreshResult
    {
        public override string Outcome => "renewed";
    }

    /// <summary>400 with JSON <c>invalid_grant</c>: the only answer that condemns a grant.</summary>
    public sealed record InvalidGrant : RefreshResult
    {
        public override string Outcome => "invalid_grant";
    }

    /// <summary>As <c>invalid_client</c>: the operator's affair, grants stay as they are.</summary>
    public sealed record AppRefused(string Reason, TimeSpan RetryAfter) : RefreshResult
    {
        public override string Outcome => "app_refused";
    }

    public sealed record RateLimited(TimeSpan RetryAfter) : RefreshResult
    {
        public override string Outcome => "rate_limited";
    }

    /// <summary>Everything else: 5xx, HTML, a cut body, a time-out.</summary>
    /// <param name="Undecided">Whether the token may have been used up by it: false only where it never left.</param>
    public sealed record Transient(bool Undecided) : RefreshResult
    {
        public TransientCause Cause { get; init; }

        /// <summary>How long the endpoint is not asked, where that is known.</summary>
        public TimeSpan? RetryAfter { get; init; }

        public override string Outcome => "transient";
    }
}
