using Microsoft.Extensions.Options;

namespace MusicAuth.Providers;

/// <summary>Sends requests to a provider's token endpoint (RFC 6749, section 3.2).</summary>
internal abstract class ProviderTokenClient(
    ProviderCredentials credentials, IOptions<ProviderSettings> settings, IHttpMessageHandlerFactory handlers,
    TokenRequestSender sender, ProviderProfileClient profiles) : ITokenEndpoint
{
    protected static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    public string Provider => credentials.Provider;

    public string? ClientId => credentials.ClientId;

    public abstract TimeSpan Timeout { get; }

    /// <summary>The longest time that an exchange takes.</summary>
    protected TimeSpan ExchangeTimeout => sender.Timeout;

    public static string GetHttpClientName(string provider) => $"{provider}-token";

    public abstract DateTimeOffset? ReauthorizeBy(DateTimeOffset authorizedAt, DateTimeOffset? accessExpiresAt);

    public abstract Task<RefreshResult> RefreshAsync(RefreshToken refreshToken, CancellationToken cancellationToken);

    public async Task<AccessTokenState> CheckAsync(AccessToken accessToken, Guid userId)
    {
        try
        {
            var profile = await profiles.ReadAsync(new SourceAccess(accessToken, userId), "check");
            return string.IsNullOrEmpty(profile.Id) ? AccessTokenState.Unknown : AccessTokenState.Accepted;
        }
        catch (UpstreamException fault)
        {
            return fault.Fault switch
            {
                UpstreamFault.Unauthorized => AccessTokenState.Refused,
                // A 403 shows that the provider has identified the user by the token.
                UpstreamFault.Forbidden => AccessTokenState.Accepted,
                _ => AccessTokenState.Unknown,
            };
        }
    }

    protected async Task<TokenSet> ExchangeCodeAsync(Dictionary<string, string> form)
    {
        try
        {
            return await SendAsync(NewContext(CallPriority.SignIn), form) switch
            {
                RefreshResult.Renewed renewed => renewed.Tokens,
                RefreshResult.AppRefused refused => throw new SignInException("provider_app_unhealthy", refused.Reason),
                RefreshResult.RateLimited => throw new SignInException("provider_rate_limited"),
                RefreshResult.InvalidGrant or RefreshResult.Transient { Cause: TransientCause.InvalidTokens } =>
                    throw SignInException.Failed("exchange"),
                _ => throw new SignInException("provider_unavailable"),
            };
        }
        catch (UpstreamException notSent)
        {
            throw SignInFaults.ToException(notSent);
        }
    }

    protected CallContext NewContext(CallPriority priority) =>
        new(Provider, ProviderEndpoint.Token, priority, UserId: null);

    protected async Task<RefreshResult> SendAsync(CallContext context, Dictionary<string, string> form)
    {
        // The app can be removed at any time; then nothing leaves.
        if (credentials.Current is not { } app)
            return new RefreshResult.Transient(IsIndeterminate: false) { Cause = TransientCause.NotSent };
        var result = await SendAsync(context, form, app);
        if (result.Response is not { } response)
            return new RefreshResult.Transient(IsIndeterminate: result.WasSent)
            {
                Cause = result.IsUnreadable ? TransientCause.Other : TransientCause.Unreachable,
            };
        var answer = ToResult(response);
        // The response says nothing about an app that the owner has set meanwhile.
        if (credentials.Current == app)
            RecordHealth(answer);
        return answer;
    }

    /// <exception cref="UpstreamException">The call must not leave now; the request was not sent.</exception>
    protected async Task<TokenHttpResult> SendAsync(
        CallContext context, Dictionary<string, string> form, AppCredentials app)
    {
        using var client = new HttpMessageInvoker(
            handlers.CreateHandler(GetHttpClientName(Provider)), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Value.TokenEndpoint);
        AddClientCredentials(request, form, app);
        request.Content = new FormUrlEncodedContent(form);
        return await sender.SendAsync(context, client, request);
    }

    protected abstract void AddClientCredentials(
        HttpRequestMessage request, Dictionary<string, string> form, AppCredentials app);

    protected abstract RefreshResult ToResult(TokenHttpResponse response);

    /// <summary>Records what a response says about the app in use.</summary>
    protected virtual void RecordHealth(RefreshResult answer)
    {
    }
}
