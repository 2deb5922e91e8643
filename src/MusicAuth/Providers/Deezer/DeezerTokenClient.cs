using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

/// <summary>Exchanges codes for access tokens. Deezer has no refresh tokens.</summary>
internal sealed class DeezerTokenClient(
    [FromKeyedServices(DeezerProvider.Name)] ProviderCredentials credentials, IOptions<DeezerSettings> settings,
    IHttpMessageHandlerFactory handlers, TokenRequestSender sender, DeezerProfileClient profiles, TimeProvider time)
    : ProviderTokenClient(credentials, settings, handlers, sender, profiles)
{
    public override TimeSpan Timeout => TimeSpan.Zero;

    public override DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt) =>
        accessExpiresAt;

    public Task<TokenSet> ExchangeAsync(string code) => ExchangeCodeAsync(new(StringComparer.Ordinal)
    {
        ["code"] = code,
        ["output"] = "json",
    });

    public override Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Deezer has no refresh tokens.");

    // The documented GET would put the secret into the URL; the POST keeps it in the body.
    protected override void AddClientCredentials(
        HttpRequestMessage request, Dictionary<string, string> form, AppCredentials app)
    {
        form["app_id"] = app.ClientId;
        form["secret"] = app.ClientSecret ?? "";
    }

    protected override RefreshResult ToResult(TokenHttpResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span).Trim();
        return response.Status switch
        {
            HttpStatusCode.OK when DeezerTokenResponse.Parse(text)?.ToTokenSet(time.GetUtcNow()) is { } tokens =>
                new RefreshResult.Renewed(tokens),
            HttpStatusCode.TooManyRequests => new RefreshResult.RateLimited(response.RetryAfter ?? DefaultRetryAfter),
            >= HttpStatusCode.InternalServerError => ProviderFailure,
            _ => ToRefusal(DeezerFaults.FindError(text)),
        };
    }

    private static RefreshResult.Transient ProviderFailure { get; } = new(IsIndeterminate: true)
    {
        Cause = TransientCause.ProviderFailure,
    };

    // Deezer sends errors with status 200 here too. A full quota, a disabled app and an overload say nothing about the
    // authorization code.
    private static RefreshResult ToRefusal(EmbeddedError? error) => error switch
    {
        { Fault.Fault: UpstreamFault.RateLimited } => new RefreshResult.RateLimited(DefaultRetryAfter),
        { Fault: { Fault: UpstreamFault.AppUnhealthy, Reason: { } reason } } =>
            new RefreshResult.AppRefused(reason, AppHealth.ProbeInterval),
        // An unknown code has the fault of an overload, and can mean the authorization code.
        { Code: DeezerFaults.Overload } => ProviderFailure,
        _ => new RefreshResult.InvalidGrant(),
    };
}
