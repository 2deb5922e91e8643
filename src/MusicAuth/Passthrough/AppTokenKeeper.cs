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

    // A token that is refused as soon as it came is not the token's fault: asking for more would not help.
    private static readonly TimeSpan ForcedAtMostEach = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Task<Ending>? _flight;
    private AppToken? _token;
    private AppToken? _forced;
    private DateTimeOffset _forcedAt;
    private (TokenProblem Problem, DateTimeOffset Until)? _pause;

    public async Task<AppToken> GetAsync(CancellationToken cancellationToken)
    {
        if (endpoint.Lack is { } lack)
            throw new ProblemException(ProblemCode.ProviderAppUnhealthy, lack) { Provider = endpoint.Provider };
        Task<Ending> flight;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_token is { } good && now < good.RenewAt)
                return good;
            if (_pause is { } pause && now < pause.Until)
                return StillAlive(now) ?? throw Told(pause.Problem with { Wait = pause.Until - now });
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
                var now = time.GetUtcNow();
                if (_forced == refused && now < _forcedAt + ForcedAtMostEach)
                    throw Told(new(ProblemCode.ProviderUnavailable, null, _forcedAt + ForcedAtMostEach - now));
                _token = null;
                _forcedAt = now;
            }
        }

        return await GetAsync(cancellationToken);
    }

    private async Task<Ending> FlyAsync()
    {
        try
        {
            var answer = stopping.IsCancellationRequested
                ? new RefreshResult.Transient(Undecided: false)
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
        var end = tokens.ExpiresAt ?? now + UsualLife;
        var margin = (end - now) * MarginOfLife;
        var token = new AppToken(tokens.AccessToken, end, end - (margin < LargestMargin ? margin : LargestMargin));
        if (_token is null && _forcedAt != default)
            _forced = token;
        _token = token;
        _pause = null;
        Log.Issued(logger, endpoint.Provider, end);
        return new Ending(token, null);
    }

    private Ending Refuse(RefreshResult answer)
    {
        var problem = TokenProblem.Of(answer switch
        {
            RefreshResult.AppRefused refused => new TokenResult.AppUnhealthy(refused.Reason, refused.RetryAfter),
            RefreshResult.RateLimited limited => new TokenResult.RateLimited(limited.RetryAfter),
            _ => new TokenResult.Unavailable(TryAgain),
        });
        var now = time.GetUtcNow();
        _pause = (problem, now + (problem.Wait ?? TryAgain));
        Log.Refused(logger, endpoint.Provider, problem.Code.Code, problem.Reason, problem.Wait);
        return new Ending(StillAlive(now), problem);
    }

    private AppToken? StillAlive(DateTimeOffset now) => _token is { } token && now < token.ExpiresAt ? token : null;

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
