namespace MusicAuth.Passthrough.Calls;

/// <summary>Sends by the exchange.</summary>
internal sealed class PassthroughClient(ProviderCallHandler exchange) : HttpMessageInvoker(exchange, disposeHandler: true);
