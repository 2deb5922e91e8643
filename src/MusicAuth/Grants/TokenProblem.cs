using System.Text.Json;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>What a caller is told where there is no fresh token.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Reason">A closer cause, as on the wire; null where there is none.</param>
/// <param name="Wait">When it is worth trying again; null where waiting does not help.</param>
public sealed record TokenProblem(ProblemCode Code, string? Reason, TimeSpan? Wait)
{
    /// <summary>Of a token that is not fresh.</summary>
    public static TokenProblem Of(TokenResult token) => token switch
    {
        TokenResult.NotConnected => new(ProblemCode.NotConnected, null, null),
        TokenResult.ReauthorizationRequired { Reason: var reason } =>
            new(ProblemCode.ReauthorizationRequired, NameOf(reason), null),
        TokenResult.RateLimited { RetryAfter: var wait } => new(ProblemCode.ProviderRateLimited, null, wait),
        TokenResult.AppUnhealthy { Reason: var reason, RetryAfter: var wait } =>
            new(ProblemCode.ProviderAppUnhealthy, reason, wait),
        TokenResult.StorageUnavailable { RetryAfter: var wait } => new(ProblemCode.StorageUnavailable, null, wait),
        TokenResult.Unavailable { RetryAfter: var wait } => new(ProblemCode.ProviderUnavailable, null, wait),
        _ => new(ProblemCode.ProviderUnavailable, null, null),
    };

    /// <summary>A reason as on the wire.</summary>
    public static string NameOf(ReauthorizationReason reason) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
