using MusicAuth.Grants;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Library;

public delegate Task<TokenResult> GetToken(Guid userId, string provider, CancellationToken cancellationToken);

public delegate Task<TokenResult> RenewToken(
    Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken);

public delegate void AcceptToken(Guid userId, string provider, long generation);

/// <summary>How the library comes by access tokens; all can be called in parallel.</summary>
public sealed record TokenAccess(GetToken Get, RenewToken Renew)
{
    /// <summary>Takes note that a provider took the token of a generation.</summary>
    public AcceptToken Accepted { get; init; } = static (_, _, _) => { };
}

/// <summary>What came of asking a source: a window or a failure.</summary>
internal readonly record struct Outcome<T>(Window<T>? Window, SourceFailure? Failure) where T : class
{
    /// <summary>When the provider gave the window.</summary>
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>Why there is no newer one, where it is old.</summary>
    public SourceFailure? Stale { get; init; }
}

/// <summary>The time that one page may take, and its caller's own cancellation.</summary>
internal sealed class PageBudget : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;

    public PageBudget(TimeSpan time, TimeProvider clock, CancellationToken request)
    {
        Request = request;
        _time = new CancellationTokenSource(time, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(request, _time.Token);
    }

    public CancellationToken Request { get; }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }
}

/// <summary>What one page has to do with one source.</summary>
/// <param name="Provider">The source.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Ask">How old a window may be.</param>
internal sealed record SourceAsk(string Provider, Guid UserId, CacheAsk Ask);

/// <summary>
/// One user's access to one source for one page. A refused token is renewed once, and the call made once more;
/// calls that were refused side by side share the renewal.
/// </summary>
internal sealed class SourceSession(
    SourceAsk source, LibraryAccess access, PageBudget budget, TimeProvider clock)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<TokenResult>? _token;
    private Task<TokenResult>? _renewed;

    /// <summary>Also true where it cannot be known in time.</summary>
    public async Task<bool> IsConnectedAsync()
    {
        try
        {
            return await TokenAsync() is not TokenResult.NotConnected;
        }
        catch (OperationCanceledException) when (!budget.Request.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>A window of a list, kept or new. Whether there is a connection is always asked.</summary>
    public Task<Outcome<T>> FetchAsync<T>(
        string list, WindowRange range, Func<SourceAccess, CancellationToken, Task<Window<T>>> call) where T : class =>
        GuardAsync(async token => await access.Windows.GetAsync(
            source, list, range, stop => AskInTimeAsync(token, call, stop), budget.Token));

    /// <summary>What is new each time.</summary>
    public Task<Outcome<T>> FetchAsync<T>(Func<SourceAccess, CancellationToken, Task<Window<T>>> call)
        where T : class =>
        GuardAsync(async token =>
            new KeptWindow<T>(await AskInTimeAsync(token, call, budget.Token), clock.GetUtcNow(), null));

    private async Task<Outcome<T>> GuardAsync<T>(Func<TokenResult, Task<KeptWindow<T>>> get) where T : class
    {
        IReadOnlyList<string> granted = [];
        try
        {
            var token = await TokenAsync();
            if (token is TokenResult.Fresh fresh)
                granted = fresh.Scopes;
            if (token is TokenResult.NotConnected or TokenResult.ReauthorizationRequired)
                return Failed<T>(SourceFailure.Of(source.Provider, token, clock.GetUtcNow()));
            var kept = await get(token);
            return new Outcome<T>(kept.Window, null)
            {
                FetchedAt = kept.FetchedAt,
                Stale = FailureOf(kept.Cause, granted),
            };
        }
        catch (Exception failure) when (FailureOf(failure, granted) is not null)
        {
            return Failed<T>(FailureOf(failure, granted)!);
        }
        catch (OperationCanceledException) when (!budget.Request.IsCancellationRequested)
        {
            return Failed<T>(SourceFailure.Of(
                source.Provider, new TokenResult.Unavailable(TryAgain), clock.GetUtcNow()));
        }
    }

    // It may go on without the page that it was begun for, so it has a time of its own.
    private async Task<Window<T>> AskInTimeAsync<T>(
        TokenResult token, Func<SourceAccess, CancellationToken, Task<Window<T>>> call, CancellationToken stop)
        where T : class
    {
        using var own = new PageBudget(access.Time, clock, stop);
        try
        {
            return await AskAsync(token, call, own.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw NoToken(new TokenResult.Unavailable(TryAgain));
        }
    }

    private async Task<Window<T>> AskAsync<T>(
        TokenResult token, Func<SourceAccess, CancellationToken, Task<Window<T>>> call, CancellationToken stop)
        where T : class
    {
        if (token is not TokenResult.Fresh first)
            throw NoToken(token);
        try
        {
            return await CallAsync(first, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized)
        {
            token = await RenewAsync(first.Generation, stop);
        }

        if (token is not TokenResult.Fresh second)
            throw NoToken(token);
        try
        {
            return await CallAsync(second, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized && second.IsConfirmed)
        {
            // The provider accepts the token elsewhere: a sign-in would change nothing.
            throw NoToken(new TokenResult.Unavailable(ForcedRefreshes.Interval));
        }
    }

    private async Task<Window<T>> CallAsync<T>(
        TokenResult.Fresh token, Func<SourceAccess, CancellationToken, Task<Window<T>>> call, CancellationToken stop)
        where T : class
    {
        var window = await call(new(token.AccessToken, source.UserId), stop);
        access.Tokens.Accepted(source.UserId, source.Provider, token.Generation);
        return window;
    }

    private Task<TokenResult> TokenAsync()
    {
        lock (_gate)
            return _token ??= access.Tokens.Get(source.UserId, source.Provider, budget.Token);
    }

    // Only one token is ever used before a renewal, so one renewal serves all calls of the page.
    private Task<TokenResult> RenewAsync(long refusedGeneration, CancellationToken stop)
    {
        lock (_gate)
            return _renewed ??= access.Tokens.Renew(source.UserId, source.Provider, refusedGeneration, stop);
    }

    private ProblemException NoToken(TokenResult token)
    {
        var problem = TokenProblem.Of(token);
        return new ProblemException(problem.Code, "There is no access token.")
        {
            Provider = source.Provider,
            Reason = problem.Reason,
            RetryAfter = problem.Wait,
        };
    }

    private SourceFailure? FailureOf(Exception? failure, IReadOnlyList<string> granted) => failure switch
    {
        UpstreamException fault => SourceFailure.Of(fault, granted, clock.GetUtcNow()),
        ProblemException problem => new SourceFailure(
            source.Provider, problem.Problem, problem.Reason, clock.GetUtcNow() + problem.RetryAfter),
        _ => null,
    };

    private static Outcome<T> Failed<T>(SourceFailure failure) where T : class => new(null, failure);
}
