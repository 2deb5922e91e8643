using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Upstream.Faults;

internal static class FaultClassifier
{
    /// <summary>Classifies a response of the API by its status and the beginning of its body.</summary>
    public static UpstreamException? Classify(
        IProviderFaults faults, HttpStatusCode status, HttpResponseHeaders headers, string text, TimeProvider clock)
    {
        var fault = faults.FromStatus(status, text)
            ?? (UpstreamFaults.FromStatus(status) is { } general
                ? new UpstreamException(faults.Provider, general, $"The provider responded with status {(int)status}.")
                {
                    WasAnswered = general is UpstreamFault.Unavailable,
                }
                : null);
        return fault is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable }
            && RetryAfterHeader.Read(headers, clock) is { } wait
                ? fault.WithRetryAfter(wait)
                : fault;
    }
}
