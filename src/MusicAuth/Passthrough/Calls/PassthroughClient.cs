namespace MusicAuth.Passthrough.Calls;

/// <summary>Sends the calls of the passthrough.</summary>
internal sealed class PassthroughClient(ProviderCallHandler handler)
    : HttpMessageInvoker(handler, disposeHandler: true);
