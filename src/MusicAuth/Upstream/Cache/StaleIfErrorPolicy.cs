namespace MusicAuth.Upstream.Cache;

/// <summary>Which failures a stale response covers (RFC 5861, section 4): temporary ones, never a refusal.</summary>
internal static class StaleIfErrorPolicy
{
    private static readonly ProblemCode[] Temporary =
    [
        ProblemCode.ProviderUnavailable, ProblemCode.ProviderRateLimited, ProblemCode.ProviderAppUnhealthy,
        ProblemCode.ProviderAnswerInvalid, ProblemCode.StorageUnavailable,
    ];

    public static bool Covers(Exception failure) => failure switch
    {
        UpstreamException fault => Temporary.Contains(fault.Problem),
        ProblemException problem => Temporary.Contains(problem.Problem),
        _ => false,
    };
}
