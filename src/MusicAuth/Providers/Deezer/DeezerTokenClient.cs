using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

/// <summary>https://connect.deezer.com/oauth/access_token.php: a code into a token; there is no refresh.</summary>
public sealed class DeezerTokenClient(
    HttpClient client, IOptions<DeezerSettings> settings, TokenRequestSender exchange, TimeProvider time)
{
    /// <exception cref="SignInException">In words for the page.</exception>
    public async Task<TokenSet> ExchangeAsync(string code)
    {
        var app = settings.Value;
        // POST keeps the secret out of URLs; the documented GET would put it there.
        using var request = new HttpRequestMessage(HttpMethod.Post, app.TokenEndpoint);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = app.ClientId!,
            ["secret"] = app.ClientSecret!,
            ["code"] = code,
            ["output"] = "json",
        });
        var answer = (await SendAsync(request)).Answer;
        if (answer is null || answer.Status >= HttpStatusCode.InternalServerError)
            throw new SignInException("provider_unavailable");
        if (answer.Status == HttpStatusCode.TooManyRequests)
            throw new SignInException("provider_rate_limited");
        var tokens = answer.Status == HttpStatusCode.OK
            ? DeezerTokenResponse.Read(Encoding.UTF8.GetString(answer.Body.Span).Trim())
            : null;
        return tokens?.ToTokenSet(time.GetUtcNow()) ?? throw SignInException.Failed("exchange");
    }

    private async Task<TokenHttpResult> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await exchange.SendAsync(
                new CallContext(DeezerLibrary.Name, ProviderEndpoint.Token, CallPriority.SignIn, UserId: null),
                client, request);
        }
        catch (UpstreamException refused)
        {
            throw SignInFaults.ToException(refused);
        }
    }
}
