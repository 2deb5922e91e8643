namespace MusicAuth.Passthrough.Responses;

/// <summary>An error that the provider answered, for those who get nothing older instead.</summary>
internal sealed class ErrorResponseException(string provider, UpstreamFault fault, ProviderResponse reply)
    : UpstreamException(provider, fault, $"The provider responded with status {reply.Status}.")
{
    public ProviderResponse Response { get; } = reply;
}
