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

    public static SourceFailure? FromCode(
        string provider, string code, string? reason, DateTimeOffset? retryAt, IReadOnlyList<string> missingScopes) =>
        Array.Find(ByUsefulness, problem => problem.Code == code) is { } problem
            ? new SourceFailure(provider, problem, reason, retryAt) { MissingScopes = missingScopes }
            : null;

    public static SourceFailure From(UpstreamException fault, IEnumerable<string> granted, DateTimeOffset now)
    {
        var problem = fault.ToProblem();
        return new SourceFailure(problem.Provider, problem.Code, problem.Reason, now + problem.RetryAfter)
        {
            MissingScopes = [.. fault.RequiredScopes.Except(granted, StringComparer.Ordinal)],
        };
    }

    public bool SignInHelps => ToProblem().SignInHelps;

    public string Describe(string? loginUrl) => ToProblem().Describe(loginUrl);

    public TimeSpan? RetryAfter(DateTimeOffset now) =>
        RetryAt is not { } instant ? Problem.DefaultRetryAfter : instant > now ? instant - now : TimeSpan.Zero;

    private ProviderProblem ToProblem() => new(Provider, Problem, Reason, RetryAfter: null);
}
