using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyTokenClient(
    [FromKeyedServices(SpotifyProvider.Name)] ProviderCredentials credentials, IOptions<SpotifySettings> settings,
    IHttpMessageHandlerFactory handlers, TokenRequestSender sender, SpotifyProfileClient profiles, AppHealth health,
    TimeProvider time)
    : ProviderTokenClient(credentials, settings, handlers, sender, profiles)
{
    // "Refresh tokens … have a lifetime of 6 months … when the user authorizes your app" (refreshing-tokens).
    // Six calendar months have 181 to 184 days, and Spotify does not say whether it counts months or days.
    private const int ConsentDays = 180;

    public override TimeSpan Timeout => ExchangeTimeout;

    public override DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        authorizedAt.AddDays(ConsentDays);

    public Task<TokenSet> ExchangeAsync(string code, string redirectUri, string? codeVerifier)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
        };
        if (codeVerifier is not null)
            form["code_verifier"] = codeVerifier;
        return ExchangeCodeAsync(form);
    }

    public override Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken)
    {
        var context = NewContext(CallPriority.Refresh) with { RefreshKey = GetRefreshKey(refreshToken) };
        return RequestAsync(context, new(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken.Reveal(),
        });
    }

    /// <summary>Requests a token of the app itself (RFC 6749, section 4.4), which opens no user's data.</summary>
    public Task<RefreshResult> RequestAppTokenAsync() => RequestAsync(
        NewContext(CallPriority.Interactive), new(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" });

    /// <summary>Asks Spotify whether it accepts an app that is not in use yet.</summary>
    /// <exception cref="UpstreamException">The call must not leave now; the request was not sent.</exception>
    public async Task<(HttpStatusCode Status, SpotifyTokenResponse? Body)?> TryAppAsync(
        AppCredentials app, Dictionary<string, string> form)
    {
        var result = await SendAsync(NewContext(CallPriority.SignIn), form, app);
        return result.Response is { } response ? (response.Status, Parse(response.Body.Span)) : null;
    }

    protected override void AddClientCredentials(
        HttpRequestMessage request, Dictionary<string, string> form, AppCredentials app)
    {
        if (app.ClientSecret is null)
            form["client_id"] = app.ClientId;
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret}")));
    }

    // Only the JSON errors of RFC 6749, section 5.2 count: during an outage Spotify answers with HTML and any status.
    protected override RefreshResult ToResult(TokenHttpResponse response)
    {
        var body = Parse(response.Body.Span);
        switch (response.Status)
        {
            case HttpStatusCode.OK when body?.ToTokenSet(time.GetUtcNow()) is { } tokens:
                return new RefreshResult.Renewed(tokens);
            case HttpStatusCode.BadRequest when body?.ErrorCode == "invalid_grant":
                return new RefreshResult.InvalidGrant();
            case var status when body?.RefusesApp(status) is true:
                return new RefreshResult.AppRefused(ProviderReasons.InvalidClient, AppHealth.ProbeInterval);
            case HttpStatusCode.TooManyRequests:
                return new RefreshResult.RateLimited(response.RetryAfter ?? DefaultRetryAfter);
            default:
                // A refusal uses up no token. A gateway error or a cut response can hide a new refresh token.
                return new RefreshResult.Transient(IsIndeterminate: (int)response.Status is < 300 or >= 500)
                {
                    Cause = GetCause(response.Status, body),
                };
        }
    }

    protected override void RecordHealth(RefreshResult answer)
    {
        if (answer is RefreshResult.Renewed)
            health.ReportHealthy(Provider, ProviderEndpoint.Token);
        else if (answer is RefreshResult.AppRefused { Reason: var reason })
            health.ReportUnhealthy(Provider, ProviderEndpoint.Token, reason);
    }

    private async Task<RefreshResult> RequestAsync(CallContext context, Dictionary<string, string> form)
    {
        try
        {
            return await SendAsync(context, form);
        }
        catch (UpstreamException notSent)
        {
            return notSent.Fault switch
            {
                UpstreamFault.AppUnhealthy => new RefreshResult.AppRefused(
                    notSent.Reason ?? ProviderReasons.InvalidClient, notSent.RetryAfter ?? AppHealth.ProbeInterval),
                UpstreamFault.RateLimited => new RefreshResult.RateLimited(notSent.RetryAfter ?? DefaultRetryAfter),
                _ => new RefreshResult.Transient(IsIndeterminate: false)
                {
                    Cause = TransientCause.NotSent,
                    RetryAfter = notSent.RetryAfter,
                },
            };
        }
    }

    // String hash codes are seeded in each process, so the key reveals nothing about the token.
    private static Guid GetRefreshKey(RefreshToken token) =>
        new(token.Reveal().GetHashCode(StringComparison.Ordinal), 0, 1, new byte[8]);

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
            return JsonSerializer.Deserialize(body, SpotifyJson.Default.SpotifyTokenResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
