namespace MusicAuth.Upstream.Faults;

/// <summary>A provider's API gave no usable answer. Messages are ours: never a body, a URL or a token.</summary>
public class UpstreamException(string provider, UpstreamFault fault, string message) : Exception(message)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    public string Provider { get; } = provider;

    public UpstreamFault Fault { get; } = fault;

    /// <summary>user_not_registered, quota_exceeded, premium_lapsed, app_disabled or invalid_client.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is worth another try; never null for <see cref="UpstreamFault.Unavailable"/>.</summary>
    public TimeSpan? RetryAfter
    {
        get => field ?? (Fault is UpstreamFault.Unavailable ? TryAgain : null);
        init;
    }

    /// <summary>The provider answered, however badly: no connection failed.</summary>
    public bool WasAnswered { get; init; }

    /// <summary>With <see cref="UpstreamFault.MissingScope"/>: what the operation needs, where known.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>What a caller is told; of a refused token it is one that was renewed just now.</summary>
    public ProblemCode Problem => Fault switch
    {
        UpstreamFault.Unauthorized or UpstreamFault.MissingScope => ProblemCode.ReauthorizationRequired,
        UpstreamFault.Forbidden => ProblemCode.ProviderForbids,
        UpstreamFault.NotFound => ProblemCode.NotFound,
        UpstreamFault.RateLimited => ProblemCode.ProviderRateLimited,
        UpstreamFault.AppUnhealthy => ProblemCode.ProviderAppUnhealthy,
        UpstreamFault.InvalidAnswer => ProblemCode.ProviderAnswerInvalid,
        _ => ProblemCode.ProviderUnavailable,
    };

    /// <summary>The same, to be tried again after so long.</summary>
    public UpstreamException WithRetryAfter(TimeSpan retryAfter) => new(Provider, Fault, Message)
    {
        Reason = Reason,
        RetryAfter = retryAfter,
        WasAnswered = WasAnswered,
        RequiredScopes = RequiredScopes,
    };

    /// <summary>What it means that a request got no answer.</summary>
    /// <param name="provider">Who was asked.</param>
    /// <param name="failure">An <see cref="HttpRequestException"/> or <see cref="IOException"/>.</param>
    public static UpstreamException FromTransportFailure(string provider, Exception failure) => failure switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
        } => InvalidResponse(provider, "The provider's response is not valid HTTP."),
        _ => Unavailable(provider, "The provider cannot be reached."),
    };

    public static UpstreamException Unavailable(string provider, string message) =>
        new(provider, UpstreamFault.Unavailable, message);

    public static UpstreamException InvalidResponse(string provider, string message) =>
        new(provider, UpstreamFault.InvalidAnswer, message);

    /// <summary>The same fault, and what would have been needed.</summary>
    public UpstreamException WithRequiredScopes(IReadOnlyList<string> scopes) => new(Provider, Fault, Message)
    {
        Reason = Reason,
        RetryAfter = RetryAfter,
        WasAnswered = WasAnswered,
        RequiredScopes = scopes,
    };
}
