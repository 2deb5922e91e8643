namespace MusicAuth.Passthrough.Responses;

/// <summary>A provider's error response, thrown if the cache has no older response.</summary>
internal sealed class ErrorResponseException(string provider, UpstreamFault fault, ProviderResponse response)
    : UpstreamException(provider, fault, $"The provider responded with status {response.Status}.")
{
    public ProviderResponse Response { get; } = response;
}
