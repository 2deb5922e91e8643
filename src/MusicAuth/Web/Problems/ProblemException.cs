namespace MusicAuth.Web.Problems;

/// <summary>Ends a request with a problem as its answer; it is never logged as an error.</summary>
public sealed class ProblemException(ProblemCode problem, string detail) : Exception(detail)
{
    public ProblemCode Problem { get; } = problem;

    public string? Provider { get; init; }

    public string? Reason { get; init; }

    /// <summary>Absolute URL that mends it, from PublicUrl.</summary>
    public string? ReauthorizeUrl { get; init; }

    /// <summary>Absolute URL of a sign-in that confirms who the user is and leads back.</summary>
    public string? LoginUrl { get; init; }

    /// <summary>The scope that is lacking, for <c>WWW-Authenticate</c> (RFC 6750, section 3).</summary>
    public string? Scope { get; init; }

    /// <summary>Whether the request brought a key that does not count (RFC 6750, section 3.1).</summary>
    public bool IsInvalidToken { get; init; }

    /// <summary>Sent as seconds, in the body and as Retry-After.</summary>
    public TimeSpan? RetryAfter
    {
        get => field ?? Problem.DefaultRetryAfter;
        init;
    }
}
