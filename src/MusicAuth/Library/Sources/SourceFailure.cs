namespace MusicAuth.Library.Sources;

/// <summary>The failure of a source; it stays on all following pages.</summary>
internal sealed record SourceFailure(string Provider, ProblemCode Problem, string? Reason, DateTimeOffset? RetryAt)
{
    // If all sources fail, the response reports the first of these: failures that a user can repair come first.
    private static readonly ProblemCode[] ByUsefulness =
    [
        ProblemCode.ReauthorizationRequired,
        ProblemCode.ProviderForbids,
        ProblemCode.ProviderRateLimited,
        ProblemCode.ProviderAppUnhealthy,
        ProblemCode.StorageUnavailable,
        ProblemCode.ProviderAnswerInvalid,
        ProblemCode.ProviderUnavailable,
        ProblemCode.NotFound,
        ProblemCode.NotConnected,
    ];

    /// <summary>With the reason <c>missing_scope</c>: the missing scopes, if they are known.</summary>
    public IReadOnlyList<string> MissingScopes { get; init; } = [];

    public SourceStatus Status => Problem == ProblemCode.ReauthorizationRequired
        ? SourceStatus.ReauthorizationRequired
        : SourceStatus.Unavailable;

    public int Rank => Array.IndexOf(ByUsefulness, Problem);

    public string Detail => $"{Name} " + (Problem.Code, Reason) switch
    {
        ("reauthorization_required", _) => "needs its user to sign in again.",
        ("provider_forbids", "user_not_registered") =>
            "does not know this account as a user of the app. Its owner must add it in the developer dashboard.",
        ("provider_forbids", _) => "does not allow this.",
        ("provider_rate_limited", "quota_exceeded") => "says that the app's quota is used up.",
        ("provider_rate_limited", _) => "limits our requests.",
        ("provider_app_unhealthy", "premium_lapsed") => "has stopped the app: its owner has no active Premium.",
        ("provider_app_unhealthy", _) => "refuses the app registration of this server.",
        ("provider_answer_invalid", _) => "gave an answer that cannot be used.",
        ("storage_unavailable", _) =>
            "needs a new token, but this server's database cannot be written at the moment. Nothing is lost.",
        ("not_found", _) => "has no such list.",
        ("not_connected", _) => "is not connected.",
        _ => "cannot be reached at the moment.",
    };

    private string Name => char.ToUpperInvariant(Provider[0]) + Provider[1..];

    public static SourceFailure? FromCode(
        string provider, string code, string? reason, DateTimeOffset? retryAt, IReadOnlyList<string> missingScopes) =>
        Array.Find(ByUsefulness, problem => problem.Code == code) is { } problem
            ? new SourceFailure(provider, problem, reason, retryAt) { MissingScopes = missingScopes }
            : null;

    public static SourceFailure From(UpstreamException fault, IEnumerable<string> granted, DateTimeOffset now)
    {
        var reason = fault.Fault is UpstreamFault.MissingScope ? ScopeAdvisor.MissingScope : fault.Reason;
        return new SourceFailure(fault.Provider, fault.Problem, reason, now + fault.RetryAfter)
        {
            MissingScopes = [.. fault.RequiredScopes.Except(granted, StringComparer.Ordinal)],
        };
    }

    public TimeSpan? RetryAfter(DateTimeOffset now) =>
        RetryAt is not { } instant ? Problem.DefaultRetryAfter : instant > now ? instant - now : TimeSpan.Zero;
}
