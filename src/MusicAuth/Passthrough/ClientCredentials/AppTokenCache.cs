namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>Caches a provider app's token. All callers share one request, which goes on if they leave.</summary>
internal sealed partial class AppTokenCache(
    IAppTokenEndpoint endpoint, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private const double MarginShare = 0.2;
    private static readonly TimeSpan MaxMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);
    private static readonly BackoffSteps BackOffSteps = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan BackOffResetAfter = TimeSpan.FromSeconds(60);

    // If the provider refuses a new token at once, the token is not the cause, and more requests do not help.
    private static readonly TimeSpan MinForcedInterval = TimeSpan.FromSeconds(15);

    private static readonly TokenResult AppWasReplaced = new TokenResult.Unavailable(TimeSpan.FromSeconds(1));

    private readonly Lock _gate = new();
    private Task<RequestOutcome>? _pendingRequest;
    private int _appVersion;
    private AppAccessToken? _token;
    private AppAccessToken? _tokenFromForcedRequest;
    private long? _forcedRequestAt;
    private TimeSpan _backOff;
    private (ProviderProblem Problem, long Since, TimeSpan Length)? _refusal;

    public async Task<AppAccessToken> GetAsync(CancellationToken cancellationToken)
    {
        if (endpoint.MissingSetting is { } missing)
            throw new ProblemException(ProblemCode.ProviderAppUnhealthy, missing) { Provider = endpoint.Provider };
        Task<RequestOutcome> request;
        lock (_gate)
        {
            if (_token is { } token && GetAge(token) < token.RenewAfter)
                return token;
            if (_refusal is { } refusal && refusal.Length - time.GetElapsedTime(refusal.Since) is { Ticks: > 0 } wait)
                return GetUnexpiredToken() ?? throw (refusal.Problem with { RetryAfter = wait }).ToException();
            var version = _appVersion;
            request = _pendingRequest ??= Task.Run(() => RequestTokenAsync(version), CancellationToken.None);
        }

        var outcome = await request.WaitAsync(cancellationToken);
        return outcome.Token ?? throw outcome.Problem!.ToException();
    }

    public async Task<AppAccessToken> RenewAsync(AppAccessToken refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_token == refused)
            {
                if (_tokenFromForcedRequest == refused && _forcedRequestAt is { } forcedAt
                    && MinForcedInterval - time.GetElapsedTime(forcedAt) is { Ticks: > 0 } wait)
                    throw TokenProblem.From(endpoint.Provider, new TokenResult.Unavailable(wait)).ToException();
                _token = null;
                _forcedRequestAt = time.GetTimestamp();
            }
        }

        return await GetAsync(cancellationToken);
    }

    /// <summary>Drops everything that belongs to the previous app, including a request in progress.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _appVersion++;
            (_pendingRequest, _token, _tokenFromForcedRequest, _forcedRequestAt) = (null, null, null, null);
            (_refusal, _backOff) = (null, TimeSpan.Zero);
        }
    }

    private async Task<RequestOutcome> RequestTokenAsync(int appVersion)
    {
        try
        {
            var result = stopping.IsCancellationRequested
                ? new RefreshResult.Transient(IsIndeterminate: false) { Cause = TransientCause.NotSent }
                : await endpoint.RequestAsync();
            lock (_gate)
            {
                if (appVersion != _appVersion)
                    return new RequestOutcome(null, TokenProblem.From(endpoint.Provider, AppWasReplaced));
                return result is RefreshResult.Renewed renewed ? StoreToken(renewed.Tokens) : StoreRefusal(result);
            }
        }
        finally
        {
            lock (_gate)
            {
                if (appVersion == _appVersion)
                    _pendingRequest = null;
            }
        }
    }

    private RequestOutcome StoreToken(TokenSet tokens)
    {
        var now = time.GetUtcNow();
        var lifetime = tokens.ExpiresAt is { } expiresAt ? expiresAt - now : DefaultLifetime;
        var margin = lifetime * MarginShare < MaxMargin ? lifetime * MarginShare : MaxMargin;
        var token = new AppAccessToken(tokens.AccessToken, time.GetTimestamp(), lifetime, lifetime - margin);
        if (_token is null && _forcedRequestAt is not null)
            _tokenFromForcedRequest = token;
        _token = token;
        _refusal = null;
        _backOff = TimeSpan.Zero;
        Log.Issued(logger, endpoint.Provider, now + lifetime);
        return new RequestOutcome(token, Problem: null);
    }

    private RequestOutcome StoreRefusal(RefreshResult result)
    {
        var problem = TokenProblem.From(endpoint.Provider, result switch
        {
            RefreshResult.AppRefused refused => new TokenResult.AppUnhealthy(refused.Reason, refused.RetryAfter),
            RefreshResult.RateLimited limited => new TokenResult.RateLimited(limited.RetryAfter),
            RefreshResult.Transient { RetryAfter: { } wait } => new TokenResult.Unavailable(wait),
            _ => new TokenResult.Unavailable(GetNextBackOff()),
        });
        _refusal = (problem, time.GetTimestamp(), problem.RetryAfter ?? BackOffSteps.First);
        Log.Refused(logger, endpoint.Provider, problem.Code.Code, problem.Reason, problem.RetryAfter);
        return new RequestOutcome(GetUnexpiredToken(), problem);
    }

    private TimeSpan GetNextBackOff()
    {
        var isFirst = _refusal is not { } last || time.GetElapsedTime(last.Since) > BackOffResetAfter;
        return _backOff = BackOffSteps.After(isFirst ? TimeSpan.Zero : _backOff);
    }

    private AppAccessToken? GetUnexpiredToken() =>
        _token is { } token && GetAge(token) < token.Lifetime ? token : null;

    private TimeSpan GetAge(AppAccessToken token) => time.GetElapsedTime(token.IssuedAt);

    /// <summary>A token, which can be the previous one, or the reason why there is none.</summary>
    private sealed record RequestOutcome(AppAccessToken? Token, ProviderProblem? Problem);

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Debug, "{Provider} issued an app token that is valid until {End}")]
        public static partial void Issued(ILogger logger, string provider, DateTimeOffset end);

        [LoggerMessage(5011, LogLevel.Warning,
            "{Provider} issued no app token: {Code} {Reason}. MusicAuth tries again after {RetryAfter}.")]
        public static partial void Refused(
            ILogger logger, string provider, string code, string? reason, TimeSpan? retryAfter);
    }
}
