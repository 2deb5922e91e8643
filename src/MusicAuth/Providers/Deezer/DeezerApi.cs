using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

/// <summary>Reads from Deezer's API.</summary>
public sealed class DeezerApi(
    IHttpMessageHandlerFactory handlers,
    ProviderCallSender calls,
    DeezerFaults faults,
    IOptions<DeezerSettings> settings)
{
    public const string ClientName = "deezer-api";

    public async Task<T> GetAsync<T>(
        SourceAccess access,
        string operation,
        string pathAndQuery,
        ResponseReader<T> read,
        CancellationToken cancellationToken) where T : class
    {
        // Deezer takes the token in the query only.
        var separator = pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var client = new HttpMessageInvoker(handlers.CreateHandler(ClientName), disposeHandler: false);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{settings.Value.ApiBaseUrl.TrimEnd('/')}{pathAndQuery}{separator}access_token="
            + Uri.EscapeDataString(access.Token.Reveal()));
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
            throw fault.WithRequiredScopes(DeezerOperationScopes.ScopesFor(request.Method.Method, pathAndQuery));
        }
    }
}
