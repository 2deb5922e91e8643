using System.Text.Json;

namespace MusicAuth.Grants.AccessTokens;

/// <summary>Why a user has no fresh access token, as a problem of the provider.</summary>
internal static class TokenProblem
{
    public static ProviderProblem From(string provider, TokenResult token) => token switch
    {
        TokenResult.NotConnected => new(provider, ProblemCode.NotConnected, null, null),
        TokenResult.ReauthorizationRequired { Reason: var reason } =>
            new(provider, ProblemCode.ReauthorizationRequired, ToWireName(reason), null),
        TokenResult.RateLimited { RetryAfter: var wait } => new(provider, ProblemCode.ProviderRateLimited, null, wait),
        TokenResult.AppUnhealthy { Reason: var reason, RetryAfter: var wait } =>
            new(provider, ProblemCode.ProviderAppUnhealthy, reason, wait),
        TokenResult.StorageUnavailable { RetryAfter: var wait } =>
            new(provider, ProblemCode.StorageUnavailable, null, wait),
        TokenResult.Unavailable { RetryAfter: var wait } => new(provider, ProblemCode.ProviderUnavailable, null, wait),
        _ => new(provider, ProblemCode.ProviderUnavailable, null, null),
    };

    public static string ToWireName(ReauthorizationReason reason) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
