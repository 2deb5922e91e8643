namespace MusicAuth.Upstream.Calls;

/// <summary>One request to a provider's API, and how its answer is read.</summary>
/// <param name="Turn">What it is for and for whom.</param>
/// <param name="Faults">How this provider says no.</param>
/// <param name="Operation">For the log, in place of the address.</param>
/// <param name="Client">Gives the answer as soon as its headers are there.</param>
/// <param name="Request">Disposed by its maker.</param>
/// <param name="Read">Reads a good answer.</param>
public sealed record ProviderCall<T>(
    CallContext Turn,
    IProviderFaults Faults,
    string Operation,
    HttpMessageInvoker Client,
    HttpRequestMessage Request,
    ResponseReader<T> Read) where T : class;
