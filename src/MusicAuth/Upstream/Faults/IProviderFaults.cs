using System.Net;

namespace MusicAuth.Upstream.Faults;

/// <summary>Recognises one provider's errors.</summary>
public interface IProviderFaults
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The fault of a response with an error status; null leaves it to the status alone.</summary>
    UpstreamException? FromStatus(HttpStatusCode status, string text);
}
