using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

/// <summary>Reads from Spotify's Web API.</summary>
public sealed class SpotifyApi(
    IHttpMessageHandlerFactory handlers,
    ProviderCallSender calls,
    SpotifyFaults faults,
    IOptions<SpotifySettings> settings)
{
    public const string ClientName = "spotify-api";

    public async Task<T> GetAsync<T>(
        SourceAccess access,
        string operation,
        string pathAndQuery,
        ResponseReader<T> read,
        CancellationToken cancellationToken) where T : class
    {
        using var client = new HttpMessageInvoker(handlers.CreateHandler(ClientName), disposeHandler: false);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, settings.Value.ApiBaseUrl.TrimEnd('/') + pathAndQuery);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Token.Reveal());
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            return await calls.SendAsync(
                new ProviderCall<T>(
                    access.CallContextFor(faults.Provider, pathAndQuery), faults, operation, client, request, read),
                cancellationToken);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.MissingScope)
        {
            throw fault.WithRequiredScopes(SpotifyOperationScopes.ScopesFor(request.Method.Method, pathAndQuery));
        }
    }
}
