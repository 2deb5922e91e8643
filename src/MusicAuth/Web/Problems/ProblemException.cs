namespace MusicAuth.Web.Problems;

/// <summary>Ends a request with a problem response. It is never logged as an error.</summary>
public sealed class ProblemException(ProblemCode problem, string detail) : Exception(detail)
{
    public ProblemCode Problem { get; } = problem;

    public string? Provider { get; init; }

    public string? Reason { get; init; }

    /// <summary>The absolute URL of the sign-in that resolves the problem.</summary>
    public string? ReauthorizeUrl { get; init; }

    /// <summary>The absolute URL of a sign-in that confirms the user and leads back.</summary>
    public string? LoginUrl { get; init; }

    /// <summary>The missing scope for <c>WWW-Authenticate</c> (RFC 6750, section 3).</summary>
    public string? Scope { get; init; }

    /// <summary>Whether the request contains an invalid key (RFC 6750, section 3.1).</summary>
    public bool IsInvalidToken { get; init; }

    /// <summary>Sent in seconds, as <c>retry_after</c> and Retry-After.</summary>
    public TimeSpan? RetryAfter
    {
        get => field ?? Problem.DefaultRetryAfter;
        init;
    }

    public static ProblemException UnknownProvider() =>
        new(ProblemCode.UnknownProvider, "This provider does not exist. Use spotify or deezer.");
}
