using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Deezer;

/// <summary>https://connect.deezer.com/oauth/access_token.php: a code into a token; there is no refresh.</summary>
public sealed class DeezerTokenClient(
    HttpClient client, IOptions<DeezerSettings> settings, TokenExchange exchange, TimeProvider time)
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
        var (token, expires) = answer.Status == HttpStatusCode.OK
            ? Parse(Encoding.UTF8.GetString(answer.Body.Span).Trim())
            : default;
        if (string.IsNullOrEmpty(token))
            throw SignInException.Failed("exchange");
        // expires=0 means that offline_access was granted and the token does not end.
        DateTimeOffset? expiresAt = expires is > 0 and <= int.MaxValue
            ? time.GetUtcNow().AddSeconds(expires.Value)
            : null;
        return new TokenSet(new AccessToken(token), RefreshToken: null, expiresAt, Scopes: null);
    }

    private async Task<TokenHttpResult> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await exchange.SendAsync(
                new UpstreamTurn(DeezerLibrary.Name, ProviderSide.Token, CallPriority.SignIn, UserId: null),
                client, request);
        }
        catch (UpstreamException refused)
        {
            throw ProfileFaults.Explain(refused);
        }
    }

    // JSON where Deezer heeds output=json, a query string under text/html where it does not, and for a bad code the
    // words "wrong code", all with status 200.
    private static (string? Token, long? Expires) Parse(string body) =>
        body.StartsWith('{') ? ParseJson(body) : ParseQuery(body);

    private static (string?, long?) ParseJson(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var token = root.TryGetProperty("access_token", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
            var expires = root.TryGetProperty("expires", out var life) ? ParseNumber(life.ToString()) : null;
            return (token, expires);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static (string?, long?) ParseQuery(string body)
    {
        var query = QueryHelpers.ParseQuery(body);
        var token = query.TryGetValue("access_token", out var value) ? value.ToString() : null;
        return (token, query.TryGetValue("expires", out var life) ? ParseNumber(life.ToString()) : null);
    }

    private static long? ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
