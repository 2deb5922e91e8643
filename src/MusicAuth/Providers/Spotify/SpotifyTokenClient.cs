using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

/// <summary>https://accounts.spotify.com/api/token: what it is given into token sets.</summary>
public sealed class SpotifyTokenClient(
    HttpClient client, IOptions<SpotifySettings> settings, TokenRequestSender exchange, AppHealth health,
    TimeProvider time)
{
    private const string Provider = SpotifyAuthenticationDefaults.AuthenticationScheme;
    private const string InvalidClient = "invalid_client";
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <exception cref="SignInException">In words for the page.</exception>
    public async Task<TokenSet> ExchangeAsync(string code, string redirectUri, string? codeVerifier)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
        };
        if (codeVerifier is not null)
            form["code_verifier"] = codeVerifier;
        return await ExchangeAsync(form) switch
        {
            RefreshResult.Renewed renewed => renewed.Tokens,
            RefreshResult.InvalidGrant => throw SignInException.Failed("exchange"),
            RefreshResult.AppRefused refused => throw new SignInException("provider_app_unhealthy", refused.Reason),
            RefreshResult.RateLimited => throw new SignInException("provider_rate_limited"),
            RefreshResult.Transient { Cause: TransientCause.InvalidTokens } => throw SignInException.Failed("exchange"),
            _ => throw new SignInException("provider_unavailable"),
        };
    }

    public Task<RefreshResult> RefreshAsync(RefreshToken refreshToken) =>
        RequestAsync(CreateContext(CallPriority.Refresh) with { RefreshKey = GetRefreshKey(refreshToken) }, new(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken.Reveal(),
        });

    /// <summary>The app's own token (RFC 6749, section 4.4): no scope, no refresh token, nobody's library.</summary>
    public Task<RefreshResult> RequestAppTokenAsync() =>
        RequestAsync(
            CreateContext(CallPriority.Interactive), new(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" });

    private async Task<RefreshResult> RequestAsync(CallContext turn, Dictionary<string, string> form)
    {
        try
        {
            return await PostAsync(turn, form);
        }
        catch (UpstreamException refused)
        {
            return refused.Fault switch
            {
                UpstreamFault.AppUnhealthy => new RefreshResult.AppRefused(
                    refused.Reason ?? InvalidClient, refused.RetryAfter ?? AppHealth.ProbeInterval),
                UpstreamFault.RateLimited =>
                    new RefreshResult.RateLimited(refused.RetryAfter ?? DefaultRetryAfter),
                // Nothing has left.
                _ => new RefreshResult.Transient(IsIndeterminate: false)
                {
                    Cause = TransientCause.NotSent,
                    RetryAfter = refused.RetryAfter,
                },
            };
        }
    }

    private static CallContext CreateContext(CallPriority priority) =>
        new(Provider, ProviderEndpoint.Token, priority, UserId: null);

    // Another one in every process, and it leads back to no token.
    private static Guid GetRefreshKey(RefreshToken token) =>
        new(token.Reveal().GetHashCode(StringComparison.Ordinal), 0, 1, new byte[8]);

    private async Task<RefreshResult> ExchangeAsync(Dictionary<string, string> form)
    {
        try
        {
            return await PostAsync(CreateContext(CallPriority.SignIn), form);
        }
        catch (UpstreamException refused)
        {
            throw SignInFaults.ToException(refused);
        }
    }

    private async Task<RefreshResult> PostAsync(CallContext turn, Dictionary<string, string> form)
    {
        var app = settings.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, app.TokenEndpoint);
        if (string.IsNullOrEmpty(app.ClientSecret))
            form["client_id"] = app.ClientId!;
        else
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret}")));
        request.Content = new FormUrlEncodedContent(form);
        var result = await exchange.SendAsync(turn, client, request);
        return result.Answer is { } answer
            ? ToResult(answer)
            : new RefreshResult.Transient(IsIndeterminate: result.WasSent)
            {
                Cause = result.IsUnreadable ? TransientCause.Other : TransientCause.Unreachable,
            };
    }

    // Only what RFC 6749, section 5.2 words as JSON counts: outages answer with HTML, text, and any status.
    private RefreshResult ToResult(TokenHttpResponse answer)
    {
        var body = Parse(answer.Body.Span);
        switch (answer.Status)
        {
            case HttpStatusCode.OK when body?.ToTokenSet(time.GetUtcNow()) is { } tokens:
                health.ReportHealthy(Provider, ProviderEndpoint.Token);
                return new RefreshResult.Renewed(tokens);
            case HttpStatusCode.BadRequest when body?.ErrorCode == "invalid_grant":
                return new RefreshResult.InvalidGrant();
            case HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized
                when body?.ErrorCode is InvalidClient or "unauthorized_client" or "unsupported_grant_type":
                health.ReportUnhealthy(Provider, ProviderEndpoint.Token, InvalidClient);
                return new RefreshResult.AppRefused(InvalidClient, AppHealth.ProbeInterval);
            case HttpStatusCode.TooManyRequests:
                return new RefreshResult.RateLimited(answer.RetryAfter ?? DefaultRetryAfter);
            default:
                // A refusal in any words spends no token; a gateway's failure or half an answer may hide one.
                return new RefreshResult.Transient(IsIndeterminate: (int)answer.Status is < 300 or >= 500)
                {
                    Cause = GetCause(answer.Status, body),
                };
        }
    }

    private static TransientCause GetCause(HttpStatusCode status, SpotifyTokenResponse? body) => status switch
    {
        HttpStatusCode.OK when body is not null => TransientCause.InvalidTokens,
        HttpStatusCode.OK or >= HttpStatusCode.InternalServerError => TransientCause.ProviderFailure,
        _ => TransientCause.Other,
    };

    private static SpotifyTokenResponse? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, SpotifyTokenJson.Default.SpotifyTokenResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
