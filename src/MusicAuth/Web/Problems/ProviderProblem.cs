namespace MusicAuth.Web.Problems;

/// <summary>Why a provider cannot serve a request, and the one sentence that every caller reads about it.</summary>
public sealed record ProviderProblem(string Provider, ProblemCode Code, string? Reason, TimeSpan? RetryAfter)
{
    /// <summary>A closer sentence in place of the general one.</summary>
    public string? Explanation { get; init; }

    /// <summary>Whether a sign-in at the provider resolves the problem.</summary>
    internal bool SignInHelps =>
        Code == ProblemCode.ReauthorizationRequired || Code == ProblemCode.NotConnected;

    private string Name => char.ToUpperInvariant(Provider[0]) + Provider[1..];

    /// <param name="loginUrl">Absolute. The problem has it only if a sign-in helps.</param>
    public ProblemException ToException(string? loginUrl = null) => new(Code, Describe(loginUrl))
    {
        Provider = Provider,
        Reason = Reason,
        RetryAfter = RetryAfter,
        ReauthorizeUrl = SignInHelps ? loginUrl : null,
    };

    /// <summary>What happened and what to do, without the wait, which stands beside the sentence.</summary>
    /// <param name="loginUrl">Absolute; null where the caller cannot use one.</param>
    public string Describe(string? loginUrl = null) => $"{Explanation ?? Cause} {GetAdvice(loginUrl)}".TrimEnd();

    private string? GetAdvice(string? loginUrl) => Code.Code switch
    {
        "not_connected" => $"Open {loginUrl ?? "/login"} to connect it.",
        "reauthorization_required" when loginUrl is null => $"Sign in to {Name} again.",
        "reauthorization_required" => $"Open {loginUrl} to sign in again.",
        _ => null,
    };

    private string Cause => (Code.Code, Reason) switch
    {
        ("not_connected", _) => $"{Name} is not connected.",
        ("reauthorization_required", "consent_expired") => $"Your {Name} connection has expired.",
        ("reauthorization_required", "revoked") => $"{Name} has ended this server's access to your account.",
        ("reauthorization_required", "lost_in_flight") => $"The last token renewal at {Name} failed halfway.",
        ("reauthorization_required", "app_changed") => $"The operator has registered another {Name} app.",
        ("reauthorization_required", "unreadable") => $"This server cannot decrypt your {Name} connection.",
        ("reauthorization_required", ProviderReasons.MissingScope) => $"Your {Name} connection lacks a permission.",
        ("reauthorization_required", _) => $"{Name} no longer accepts your connection.",
        ("provider_forbids", ProviderReasons.UserNotRegistered) =>
            $"{Name} does not list your account as a user of this server's app. The app's owner must add it in the "
            + "developer dashboard.",
        ("provider_forbids", _) => $"{Name} does not allow this request.",
        ("provider_rate_limited", ProviderReasons.QuotaExceeded) =>
            $"{Name} reports that this server's app has used up its quota.",
        ("provider_rate_limited", _) => $"{Name} is rate-limiting this server.",
        ("provider_app_unhealthy", ProviderReasons.PremiumLapsed) =>
            $"{Name} has blocked this server's app: the app's owner has no active Premium subscription.",
        ("provider_app_unhealthy", ProviderReasons.AppDisabled) => $"{Name} has disabled this server's app.",
        ("provider_app_unhealthy", _) =>
            $"{Name} rejects this server's app. The operator must check the client id and the secret.",
        ("provider_answer_invalid", _) => $"{Name} sent an invalid response.",
        ("storage_unavailable", _) =>
            $"This server cannot write to its database, so it cannot renew your {Name} token. Nothing is lost.",
        ("not_found", _) => $"{Name} has no such item.",
        _ => $"{Name} is unavailable.",
    };
}
