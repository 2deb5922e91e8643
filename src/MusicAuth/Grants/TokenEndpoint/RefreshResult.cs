namespace MusicAuth.Grants.TokenEndpoint;

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
    /// <param name="IsIndeterminate">Whether the token may have been used up by it: false only where it never left.</param>
    public sealed record Transient(bool IsIndeterminate) : RefreshResult
    {
        public TransientCause Cause { get; init; }

        /// <summary>How long the endpoint is not asked, where that is known.</summary>
        public TimeSpan? RetryAfter { get; init; }

        public override string Outcome => "transient";
    }
}
