using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

/// <summary>
/// Opens the consent page without a user. Deezer refuses a wrong app or redirect URI there; the secret shows only at
/// the first sign-in, because Deezer gives an app no token of its own.
/// </summary>
internal sealed class DeezerAppCheck(
    IOptions<DeezerSettings> settings, IHttpMessageHandlerFactory handlers, TokenRequestSender sender)
    : IProviderAppCheck
{
    // Deezer publishes none of its error pages; these words are in those that users have quoted.
    private static readonly string[] RefusalsOfRedirect = ["valid redirect", "valid request_uri"];

    private static readonly string[] RefusalsOfApp =
        ["invalid application", "invalid app", "application id", "wrong application", "unknown application"];

    public string Provider => DeezerProvider.Name;

    public bool RequiresSecret => true;

    public async Task<AppCheckResult> CheckAsync(AppCredentials app, string redirectUri)
    {
        var consentPage = QueryHelpers.AddQueryString(
            settings.Value.AuthorizationEndpoint,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["app_id"] = app.ClientId,
                ["redirect_uri"] = redirectUri,
                ["perms"] = settings.Value.Scopes.Replace(' ', ','),
            });
        var call = new CallContext(Provider, ProviderEndpoint.Token, CallPriority.SignIn, UserId: null);
        using var client = new HttpMessageInvoker(
            handlers.CreateHandler(ProviderTokenClient.GetHttpClientName(Provider)), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, consentPage);
        try
        {
            return ToResult(await sender.SendAsync(call, client, request), redirectUri);
        }
        catch (UpstreamException)
        {
            return AppCheckResult.Unreachable;
        }
    }

    // Without a session Deezer redirects to its sign-in, or shows it.
    private static AppCheckResult ToResult(TokenHttpResult result, string redirectUri)
    {
        if (result.Response is not { } response)
            return AppCheckResult.Unreachable;
        var page = Encoding.UTF8.GetString(response.Body.Span);
        if (Contains(page, RefusalsOfRedirect))
            return AppCheckResult.Refused(
                $"Deezer does not accept the redirect URI {redirectUri} for this app. Enter its host as the domain of "
                + "your app at developers.deezer.com.");
        if (Contains(page, RefusalsOfApp) || response.Status == HttpStatusCode.BadRequest)
            return AppCheckResult.Refused(
                "Deezer does not know this application id. Copy it again from the page of your app at "
                + "developers.deezer.com.");
        // A firewall in front of Deezer answers 403.
        return (int)response.Status is >= 200 and < 400 ? AppCheckResult.Ok : AppCheckResult.Unreachable;
    }

    private static bool Contains(string page, string[] words) =>
        Array.Exists(words, word => page.Contains(word, StringComparison.OrdinalIgnoreCase));
}
