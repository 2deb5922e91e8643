namespace MusicAuth.Passthrough.Compatibility;

/// <summary>How one operation is served to clients that know it by another shape.</summary>
public interface ICompatibilityMapping
{
    /// <summary>Where it is asked for today.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <returns>At least one; sent in order until one fails or <see cref="NeedsNextRequest"/> is false.</returns>
    /// <exception cref="UnmappableRequestException">The request cannot be served.</exception>
    IReadOnlyList<ApiRequest> MapRequest(ApiRequest request);

    /// <summary>The good answer as clients of both ages read it; null where it stays as it is.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, MappingOptions wish);

    /// <summary>Whether the next request is to be sent, as far as the answers before it say.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <param name="answers">The good answers so far, at least one.</param>
    bool NeedsNextRequest(ApiRequest request, IReadOnlyList<byte[]> answers) => true;

    /// <summary>One answer of the good ones.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <param name="answers">The good answers, at least one.</param>
    /// <exception cref="System.Text.Json.JsonException">They cannot be joined.</exception>
    byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> answers);
}
