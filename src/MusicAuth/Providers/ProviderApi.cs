using Microsoft.Extensions.Options;

namespace MusicAuth.Providers;

/// <summary>Reads from a provider's API with a user's access token.</summary>
internal abstract class ProviderApi(
    ProviderDefinition provider, IProviderFaults faults, IOptions<ProviderSettings> settings,
    IHttpMessageHandlerFactory handlers, ProviderCallSender sender)
{
    public string Provider => provider.Name;

    public string DisplayName => provider.DisplayName;

    public IProviderFaults Faults => faults;

    public string BaseUrl => settings.Value.ApiBaseUrl.TrimEnd('/');

    public static string GetHttpClientName(string provider) => $"{provider}-api";

    /// <summary>Puts the access token where the provider expects it, in place of an earlier one.</summary>
    public abstract void Authorize(HttpRequestMessage request, Uri target, string token);

    /// <param name="operation">Names the call in the log, in place of its address.</param>
    public async Task<T> GetAsync<T>(
        SourceAccess access, string operation, string pathAndQuery, ResponseReader<T> read,
        CancellationToken cancellationToken) where T : class
    {
        using var client = new HttpMessageInvoker(
            handlers.CreateHandler(GetHttpClientName(Provider)), disposeHandler: false);
        var target = new Uri(BaseUrl + pathAndQuery);
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Accept.ParseAdd("application/json");
        Authorize(request, target, access.Token.Reveal());
        try
        {
            return await sender.SendAsync(
                new ProviderCall<T>(
                    access.CallContextFor(Provider, pathAndQuery), faults, operation, client, request, read),
                cancellationToken);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.MissingScope)
        {
            throw fault.WithRequiredScopes(provider.GetScopes(HttpMethods.Get, pathAndQuery));
        }
    }
}
