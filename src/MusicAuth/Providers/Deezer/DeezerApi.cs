using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerApi(
    DeezerFaults faults, IOptions<DeezerSettings> settings, IHttpMessageHandlerFactory handlers,
    ProviderCallSender sender) : ProviderApi(DeezerProvider.Definition, faults, settings, handlers, sender)
{
    // Deezer accepts the token in the query only.
    public override void Authorize(HttpRequestMessage request, Uri target, string token)
    {
        var separator = target.Query.Length == 0 ? '?' : '&';
        request.RequestUri = new Uri(
            $"{target.OriginalString}{separator}access_token={Uri.EscapeDataString(token)}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
