using MusicAuth.Grants;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>One provider app's token. The exchange belongs to the broker: whoever waits for it may leave.</summary>
internal sealed partial class AppTokenKeeper(
    IAppTokenEndpoint endpoint, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan LargestMargin = TimeSpan.FromMinutes(5);
    private const double MarginOfLife = 0.2;
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BackoffMemory = TimeSpan.FromSeconds(60);

    // A token that is refused as soon as it came is not the token's fault: asking for more would not help.
    private static readonly TimeSpan ForcedAtMostEach = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Task<Ending>? _flight;
    private AppToken? _token;
    private AppToken? _forced;
    private long? _forcedAt;
    private TimeSpan _backoff;
    private (TokenProblem Problem, long Since, TimeSpan Length)? _pause;

    public async Task<AppToken> GetAsync(CancellationToken cancellationToken)
    {
        if (endpoint.Lack is { } lack)
            throw new ProblemException(ProblemCode.ProviderAppUnhealthy, lack) { Provider = endpoint.Provider };
        Task<Ending> flight;
        lock (_gate)
        {
            if (_token is { } good && AgeOf(good) < good.RenewAfter)
                return good;
            if (_pause is { } pause && pause.Length - time.GetElapsedTime(pause.Since) is { Ticks: > 0 } rest)
                return StillAlive() ?? throw Told(pause.Problem with { Wait = rest });
            flight = _flight ??= Task.Run(FlyAsync, CancellationToken.None);
        }

        var ending = await flight.WaitAsync(cancellationToken);
        return ending.Token ?? throw Told(ending.Problem!);
    }

    public async Task<AppToken> RenewAsync(AppToken refused, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_token == refused)
            {
                if (_forced == refused && _forcedAt is { } at
                    && ForcedAtMostEach - time.GetElapsedTime(at) is { Ticks: > 0 } rest)
                    throw Told(new(ProblemCode.ProviderUnavailable, null, rest));
                _token = null;
                _forcedAt = time.GetTimestamp();
            }
        }

        return await GetAsync(cancellationToken);
    }

    private async Task<Ending> FlyAsync()
    {
        try
        {
            var answer = stopping.IsCancellationRequested
                ? new RefreshResult.Transient(Undecided: false) { Cause = TransientCause.NotAsked }
                : await endpoint.RequestAsync();
            lock (_gate)
                return answer is RefreshResult.Renewed renewed ? Take(renewed.Tokens) : Refuse(answer);
        }
        finally
        {
            lock (_gate)
                _flight = null;
        }
    }

    private Ending Take(TokenSet tokens)
    {
        var now = time.GetUtcNow();
        var life = tokens.ExpiresAt is { } end ? end - now : UsualLife;
        var margin = life * MarginOfLife;
        var token = new AppToken(
            tokens.AccessToken, time.GetTimestamp(), life, life - (margin < LargestMargin ? margin : LargestMargin));
        if (_token is null && _forcedAt is not null)
            _forced = token;
        _token = token;
        _pause = null;
        _backoff = TimeSpan.Zero;
        Log.Issued(logger, endpoint.Provider, now + life);
        return new Ending(token, null);
    }

    private Ending Refuse(RefreshResult answer)
    {
        var problem = TokenProblem.Of(answer switch
        {
            RefreshResult.AppRefused refused => new TokenResult.AppUnhealthy(refused.Reason, refused.RetryAfter),
            RefreshResult.RateLimited limited => new TokenResult.RateLimited(limited.RetryAfter),
            RefreshResult.Transient { RetryAfter: { } known } => new TokenResult.Unavailable(known),
            _ => new TokenResult.Unavailable(NextBackoff()),
        });
        _pause = (problem, time.GetTimestamp(), problem.Wait ?? TryAgain);
        Log.Refused(logger, endpoint.Provider, problem.Code.Code, problem.Reason, problem.Wait);
        return new Ending(StillAlive(), problem);
    }

    private TimeSpan NextBackoff()
    {
        var isFirst = _pause is not { } last || time.GetElapsedTime(last.Since) > BackoffMemory;
        var next = isFirst || _backoff == TimeSpan.Zero ? TryAgain : _backoff * 2;
        return _backoff = next < LongestBackoff ? next : LongestBackoff;
    }

    private AppToken? StillAlive() => _token is { } token && AgeOf(token) < token.Life ? token : null;

    private TimeSpan AgeOf(AppToken token) => time.GetElapsedTime(token.IssuedAt);

    private ProblemException Told(TokenProblem problem) => new(problem.Code, problem.Code.Code switch
    {
        "provider_rate_limited" => "The provider limits our requests for a token.",
        "provider_app_unhealthy" => "The provider refuses the app registration of this server.",
        _ => "The provider gives this server no token at the moment.",
    })
    {
        Provider = endpoint.Provider,
        Reason = problem.Reason,
        RetryAfter = problem.Wait,
    };

    /// <summary>What came of an exchange: a token, the old one perhaps, or why there is none.</summary>
    private sealed record Ending(AppToken? Token, TokenProblem? Problem);

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
