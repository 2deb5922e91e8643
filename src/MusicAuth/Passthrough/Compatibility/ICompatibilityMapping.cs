namespace MusicAuth.Passthrough.Compatibility;

/// <summary>Maps an operation between legacy clients and the provider's current API.</summary>
internal interface ICompatibilityMapping
{
    /// <summary>The requests of the current API that answer a client's request, at least one.</summary>
    /// <returns>Sent in order until one fails or <see cref="NeedsNextRequest"/> is false.</returns>
    /// <exception cref="UnmappableRequestException">The current API has no such request.</exception>
    IReadOnlyList<ApiRequest> MapRequest(ApiRequest request);

    /// <summary>Adds the members that legacy clients expect to a successful response.</summary>
    /// <param name="dropNulls">Whether null entries are left out.</param>
    /// <returns>Null to leave the response unchanged.</returns>
    /// <exception cref="System.Text.Json.JsonException">The response is not JSON.</exception>
    ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, bool dropNulls) => null;

    /// <param name="responses">The successful responses so far, at least one.</param>
    bool NeedsNextRequest(ApiRequest request, IReadOnlyList<byte[]> responses) => true;

    /// <summary>Joins successful responses, at least one, into the response for the client.</summary>
    /// <exception cref="System.Text.Json.JsonException">A response is not JSON.</exception>
    byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> responses) => responses[^1];
}
