namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>One provider app's token. The exchange belongs to the broker: whoever waits for it may leave.</summary>
internal sealed partial class AppTokenCache(
    IAppTokenEndpoint endpoint, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan MaxMargin = TimeSpan.FromMinutes(5);
    private const double MarginShare = 0.2;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);
    private static readonly BackoffSteps BackOffSteps = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan BackOffResetAfter = TimeSpan.FromSeconds(60);

    // A token that is refused as soon as it came is not the token's fault: asking for more would not help.
    private static readonly TimeSpan MinForcedInterval = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Task<RequestOutcome>? _pendingRequest;
    private AppAccessToken? _token;
    private AppAccessToken? _tokenFromForcedRequest;
    private long? _forcedRequestAt;
    private TimeSpan _backOff;
    private (ProviderProblem Problem, long Since, TimeSpan Length)? _backOffState;

    public async Task<AppAccessToken> GetAsync(CancellationToken cancellationToken)
    {
        if (endpoint.MissingSetting is { } lack)
            throw new ProblemException(ProblemCode.ProviderAppUnhealthy, lack) { Provider = endpoint.Provider };
        Task<RequestOutcome> flight;
        lock (_gate)
        {
            if (_token is { } good && GetAge(good) < good.RenewAfter)
                return good;
            if (_backOffState is { } pause && pause.Length - time.GetElapsedTime(pause.Since) is { Ticks: > 0 } rest)
                return GetUnexpiredToken() ?? throw (pause.Problem with { RetryAfter = rest }).ToException();
            flight = _pendingRequest ??= Task.Run(RequestTokenAsync, CancellationToken.None);
        }

        var ending = await flight.WaitAsync(cancellationToken);
        return ending.Token ?? throw ending.Problem!.ToException();
    }

    public async Task<AppAccessToken> RenewAsync(AppAccessToken refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_token == refused)
            {
                if (_tokenFromForcedRequest == refused && _forcedRequestAt is { } at
                    && MinForcedInterval - time.GetElapsedTime(at) is { Ticks: > 0 } rest)
                    throw TokenProblem.From(endpoint.Provider, new TokenResult.Unavailable(rest)).ToException();
                _token = null;
                _forcedRequestAt = time.GetTimestamp();
            }
        }

        return await GetAsync(cancellationToken);
    }

    private async Task<RequestOutcome> RequestTokenAsync()
    {
        try
        {
            var answer = stopping.IsCancellationRequested
                ? new RefreshResult.Transient(IsIndeterminate: false) { Cause = TransientCause.NotSent }
                : await endpoint.RequestAsync();
            lock (_gate)
                return answer is RefreshResult.Renewed renewed ? StoreToken(renewed.Tokens) : StoreRefusal(answer);
        }
        finally
        {
            lock (_gate)
                _pendingRequest = null;
        }
    }

    private RequestOutcome StoreToken(TokenSet tokens)
    {
        var now = time.GetUtcNow();
        var life = tokens.ExpiresAt is { } end ? end - now : DefaultLifetime;
        var margin = life * MarginShare;
        var token = new AppAccessToken(
            tokens.AccessToken, time.GetTimestamp(), life, life - (margin < MaxMargin ? margin : MaxMargin));
        if (_token is null && _forcedRequestAt is not null)
            _tokenFromForcedRequest = token;
        _token = token;
        _backOffState = null;
        _backOff = TimeSpan.Zero;
        Log.Issued(logger, endpoint.Provider, now + life);
        return new RequestOutcome(token, null);
    }

    private RequestOutcome StoreRefusal(RefreshResult answer)
    {
        var problem = TokenProblem.From(endpoint.Provider, answer switch
        {
            RefreshResult.AppRefused refused => new TokenResult.AppUnhealthy(refused.Reason, refused.RetryAfter),
            RefreshResult.RateLimited limited => new TokenResult.RateLimited(limited.RetryAfter),
            RefreshResult.Transient { RetryAfter: { } known } => new TokenResult.Unavailable(known),
            _ => new TokenResult.Unavailable(GetNextBackOff()),
        });
        _backOffState = (problem, time.GetTimestamp(), problem.RetryAfter ?? BackOffSteps.First);
        Log.Refused(logger, endpoint.Provider, problem.Code.Code, problem.Reason, problem.RetryAfter);
        return new RequestOutcome(GetUnexpiredToken(), problem);
    }

    private TimeSpan GetNextBackOff()
    {
        var isFirst = _backOffState is not { } last || time.GetElapsedTime(last.Since) > BackOffResetAfter;
        return _backOff = BackOffSteps.After(isFirst ? TimeSpan.Zero : _backOff);
    }

    private AppAccessToken? GetUnexpiredToken() => _token is { } token && GetAge(token) < token.Lifetime ? token : null;

    private TimeSpan GetAge(AppAccessToken token) => time.GetElapsedTime(token.IssuedAt);

    /// <summary>What came of an exchange: a token, the old one perhaps, or why there is none.</summary>
    private sealed record RequestOutcome(AppAccessToken? Token, ProviderProblem? Problem);

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Debug, "{Provider} gave this server's app a token until {End}")]
        public static partial void Issued(ILogger logger, string provider, DateTimeOffset end);

        [LoggerMessage(6102, LogLevel.Warning,
            "{Provider} gave this server's app no token: {Code} {Reason} (again after {RetryAfter})")]
        public static partial void Refused(
            ILogger logger, string provider, string code, string? reason, TimeSpan? retryAfter);
    }
}
