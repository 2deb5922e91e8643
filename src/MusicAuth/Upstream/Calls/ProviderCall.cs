namespace MusicAuth.Upstream.Calls;

/// <summary>One request to a provider's API.</summary>
/// <param name="Operation">The name in the log, in place of the URL.</param>
/// <param name="Client">Returns the response as soon as its headers arrive.</param>
public sealed record ProviderCall<T>(
    CallContext Context,
    IProviderFaults Faults,
    string Operation,
    HttpMessageInvoker Client,
    HttpRequestMessage Request,
    ResponseReader<T> Read) where T : class;
