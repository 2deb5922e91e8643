using System.Net;

namespace MusicAuth.Upstream.Calls;

/// <summary>A token endpoint's whole response. It prints nothing of its body.</summary>
internal sealed record TokenHttpResponse(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    public override string ToString() => $"{(int)Status}";
}
