using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyApi(
    SpotifyFaults faults, IOptions<SpotifySettings> settings, IHttpMessageHandlerFactory handlers,
    ProviderCallSender sender) : ProviderApi(SpotifyProvider.Definition, faults, settings, handlers, sender)
{
    public override void Authorize(HttpRequestMessage request, Uri target, string token)
    {
        request.RequestUri = target;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }
}
