using System.Net;

namespace MusicAuth.Upstream.Faults;

/// <summary>How one provider says that it gives no answer.</summary>
public interface IProviderFaults
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>What an answer with an error status means; null leaves it to the status alone.</summary>
    UpstreamException? FromStatus(HttpStatusCode status, string text);
}
