using System.Text.Json;

namespace MusicAuth.Grants.AccessTokens;

/// <summary>What a caller is told where there is no fresh token.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Reason">A closer cause, as on the wire; null where there is none.</param>
/// <param name="RetryAfter">When it is worth trying again; null where waiting does not help.</param>
public sealed record TokenProblem(ProblemCode Code, string? Reason, TimeSpan? RetryAfter)
{
    /// <summary>Of a token that is not fresh.</summary>
    public static TokenProblem From(TokenResult token) => token switch
    {
        TokenResult.NotConnected => new(ProblemCode.NotConnected, null, null),
        TokenResult.ReauthorizationRequired { Reason: var reason } =>
            new(ProblemCode.ReauthorizationRequired, ToWireName(reason), null),
        TokenResult.RateLimited { RetryAfter: var wait } => new(ProblemCode.ProviderRateLimited, null, wait),
        TokenResult.AppUnhealthy { Reason: var reason, RetryAfter: var wait } =>
            new(ProblemCode.ProviderAppUnhealthy, reason, wait),
        TokenResult.StorageUnavailable { RetryAfter: var wait } => new(ProblemCode.StorageUnavailable, null, wait),
        TokenResult.Unavailable { RetryAfter: var wait } => new(ProblemCode.ProviderUnavailable, null, wait),
        _ => new(ProblemCode.ProviderUnavailable, null, null),
    };

    /// <summary>The same as what ends a request.</summary>
    public ProblemException ToException(string provider, PublicAddress address) => new(Code, Detail)
    {
        Provider = provider,
        Reason = Reason,
        RetryAfter = RetryAfter,
        ReauthorizeUrl = Code == ProblemCode.ReauthorizationRequired || Code == ProblemCode.NotConnected
            ? address.LoginUrl(provider)
            : null,
    };

    private string Detail => Code.Code switch
    {
        "not_connected" => "This provider is not connected.",
        "reauthorization_required" => "The provider needs its user to sign in again.",
        "provider_rate_limited" => "The provider limits our requests.",
        "provider_app_unhealthy" => "The provider refuses the app registration of this server.",
        "storage_unavailable" =>
            "A new token is needed, but this server's database cannot be written at the moment. Nothing is lost.",
        _ => "The provider cannot be reached at the moment.",
    };

    /// <summary>A reason as on the wire.</summary>
    public static string ToWireName(ReauthorizationReason reason) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
