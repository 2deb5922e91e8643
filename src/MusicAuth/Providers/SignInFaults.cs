namespace MusicAuth.Providers;

/// <summary>Turns a fault of a provider into the code and reason with which a sign-in ends.</summary>
internal static class SignInFaults
{
    public static SignInException ToException(UpstreamException fault) => fault.Fault switch
    {
        UpstreamFault.Forbidden => new SignInException("provider_forbids", fault.Reason),
        UpstreamFault.AppUnhealthy => new SignInException("provider_app_unhealthy", fault.Reason),
        UpstreamFault.RateLimited => new SignInException("provider_rate_limited", fault.Reason),
        UpstreamFault.Unavailable => new SignInException("provider_unavailable"),
        _ => SignInException.Failed("profile"),
    };
}
