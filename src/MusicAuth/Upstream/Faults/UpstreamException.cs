namespace MusicAuth.Upstream.Faults;

/// <summary>A provider's API gave no usable response. The message is ours: never a body, a URL or a token.</summary>
public class UpstreamException(string provider, UpstreamFault fault, string message) : Exception(message)
{
    private UpstreamException(UpstreamException other)
        : this(other.Provider, other.Fault, other.Message)
    {
        (Reason, WasAnswered, RequiredScopes) = (other.Reason, other.WasAnswered, other.RequiredScopes);
        RetryAfter = other.RetryAfter;
    }

    public string Provider { get; } = provider;
    public UpstreamFault Fault { get; } = fault;

    /// <summary>One of <see cref="ProviderReasons"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Never null for <see cref="UpstreamFault.Unavailable"/>.</summary>
    public TimeSpan? RetryAfter
    {
        get => field ?? Problem.DefaultRetryAfter;
        init;
    }

    /// <summary>The provider sent a response, however bad: no connection failed.</summary>
    public bool WasAnswered { get; init; }

    /// <summary>With <see cref="UpstreamFault.MissingScope"/>: the scopes of the operation, where known.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>The caller's problem. A rejected token has just been renewed, so only a sign-in helps.</summary>
    public ProblemCode Problem => Fault.ToProblemCode();

    public ProviderProblem ToProblem() => new(
        Provider, Problem, Fault is UpstreamFault.MissingScope ? ProviderReasons.MissingScope : Reason, RetryAfter)
    {
        Explanation = Fault is UpstreamFault.InvalidAnswer ? Message : null,
    };

    public UpstreamException WithRetryAfter(TimeSpan retryAfter) => new(this) { RetryAfter = retryAfter };

    public UpstreamException WithRequiredScopes(IReadOnlyList<string> scopes) => new(this) { RequiredScopes = scopes };

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
}
