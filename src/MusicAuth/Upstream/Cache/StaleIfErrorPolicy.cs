namespace MusicAuth.Upstream.Cache;

/// <summary>
/// Which failures an old answer covers: where the provider cannot give one, not where the user may not have one.
/// </summary>
internal static class StaleIfErrorPolicy
{
    public static bool Covers(Exception failure) => failure switch
    {
        UpstreamException fault => fault.Fault
            is UpstreamFault.Unavailable
            or UpstreamFault.RateLimited
            or UpstreamFault.AppUnhealthy
            or UpstreamFault.InvalidAnswer,
        ProblemException { Problem: var problem } =>
            problem == ProblemCode.ProviderUnavailable
            || problem == ProblemCode.ProviderRateLimited
            || problem == ProblemCode.ProviderAppUnhealthy
            || problem == ProblemCode.ProviderAnswerInvalid
            || problem == ProblemCode.StorageUnavailable,
        _ => false,
    };
}
