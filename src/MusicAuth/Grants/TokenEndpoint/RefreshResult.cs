namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The response of a token endpoint to a refresh.</summary>
public abstract record RefreshResult
{
    private RefreshResult()
    {
    }

    /// <summary>The tag of the metric <c>musicauth.refreshes</c>.</summary>
    public abstract string Outcome { get; }

    public sealed record Renewed(TokenSet Tokens) : RefreshResult
    {
        public override string Outcome => "renewed";
    }

    /// <summary>400 with JSON <c>invalid_grant</c>: the only response that makes a grant invalid.</summary>
    public sealed record InvalidGrant : RefreshResult
    {
        public override string Outcome => "invalid_grant";
    }

    /// <summary>The provider refuses the provider app, as with <c>invalid_client</c>. Grants stay valid.</summary>
    public sealed record AppRefused(string Reason, TimeSpan RetryAfter) : RefreshResult
    {
        public override string Outcome => "app_refused";
    }

    public sealed record RateLimited(TimeSpan RetryAfter) : RefreshResult
    {
        public override string Outcome => "rate_limited";
    }

    /// <summary>Every other response, or none: 5xx, HTML, a cut body, a timeout.</summary>
    /// <param name="IsIndeterminate">Whether the provider may have used the refresh token.</param>
    public sealed record Transient(bool IsIndeterminate) : RefreshResult
    {
        public TransientCause Cause { get; init; }

        /// <summary>How long the endpoint is not asked; null where unknown.</summary>
        public TimeSpan? RetryAfter { get; init; }

        public override string Outcome => "transient";
    }
}
