namespace MusicAuth.Library.Sources;

/// <summary>
/// One user's access to one source for one page. A refused token is renewed once, and the call made once more;
/// calls that were refused side by side share the renewal.
/// </summary>
internal sealed class SourceClient(
    SourceRequest source, SourceClientFactory access, PageDeadline budget, TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<TokenResult>? _token;
    private Task<TokenResult>? _refreshed;

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
    public Task<SourceResult<T>> FetchAsync<T>(
        string list, PageRange range, Func<SourceAccess, CancellationToken, Task<ProviderPage<T>>> call) where T : class =>
        CatchFailureAsync(async token => await access.Pages.GetAsync(
            source, list, range, stop => CallWithTimeoutAsync(token, call, stop), budget.Token));

    /// <summary>What is new each time.</summary>
    public Task<SourceResult<T>> FetchAsync<T>(Func<SourceAccess, CancellationToken, Task<ProviderPage<T>>> call)
        where T : class =>
        CatchFailureAsync(async token =>
            new CachedPage<T>(await CallWithTimeoutAsync(token, call, budget.Token), clock.GetUtcNow(), null));

    private async Task<SourceResult<T>> CatchFailureAsync<T>(Func<TokenResult, Task<CachedPage<T>>> get) where T : class
    {
        IReadOnlyList<string> granted = [];
        try
        {
            var token = await TokenAsync();
            if (token is TokenResult.Fresh fresh)
                granted = fresh.Scopes;
            if (token is TokenResult.NotConnected or TokenResult.ReauthorizationRequired)
                return Failed<T>(SourceFailure.From(source.Provider, token, clock.GetUtcNow()));
            var kept = await get(token);
            return new SourceResult<T>(kept.Page, null)
            {
                FetchedAt = kept.FetchedAt,
                StaleCause = FailureOf(kept.StaleCause, granted),
            };
        }
        catch (Exception failure) when (FailureOf(failure, granted) is not null)
        {
            return Failed<T>(FailureOf(failure, granted)!);
        }
        catch (OperationCanceledException) when (!budget.Request.IsCancellationRequested)
        {
            return Failed<T>(SourceFailure.From(
                source.Provider, new TokenResult.Unavailable(RetryDelay), clock.GetUtcNow()));
        }
    }

    // It may go on without the page that it was begun for, so it has a time of its own.
    private async Task<ProviderPage<T>> CallWithTimeoutAsync<T>(
        TokenResult token, Func<SourceAccess, CancellationToken, Task<ProviderPage<T>>> call, CancellationToken stop)
        where T : class
    {
        using var own = new PageDeadline(access.Timeout, clock, stop);
        try
        {
            return await CallWithRefreshAsync(token, call, own.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw TokenProblemOf(new TokenResult.Unavailable(RetryDelay));
        }
    }

    private async Task<ProviderPage<T>> CallWithRefreshAsync<T>(
        TokenResult token, Func<SourceAccess, CancellationToken, Task<ProviderPage<T>>> call, CancellationToken stop)
        where T : class
    {
        if (token is not TokenResult.Fresh first)
            throw TokenProblemOf(token);
        try
        {
            return await CallAsync(first, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized)
        {
            token = await RefreshAsync(first.Generation, stop);
        }

        if (token is not TokenResult.Fresh second)
            throw TokenProblemOf(token);
        try
        {
            return await CallAsync(second, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized && second.IsConfirmed)
        {
            // The provider accepts the token elsewhere: a sign-in would change nothing.
            throw TokenProblemOf(new TokenResult.Unavailable(ForcedRefreshes.MinInterval));
        }
    }

    private async Task<ProviderPage<T>> CallAsync<T>(
        TokenResult.Fresh token, Func<SourceAccess, CancellationToken, Task<ProviderPage<T>>> call, CancellationToken stop)
        where T : class
    {
        var window = await call(new(token.AccessToken, source.UserId), stop);
        access.Tokens.MarkAccepted(source.UserId, source.Provider, token.Generation);
        return window;
    }

    private Task<TokenResult> TokenAsync()
    {
        lock (_gate)
            return _token ??= access.Tokens.Get(source.UserId, source.Provider, budget.Token);
    }

    // Only one token is ever used before a renewal, so one renewal serves all calls of the page.
    private Task<TokenResult> RefreshAsync(long refusedGeneration, CancellationToken stop)
    {
        lock (_gate)
            return _refreshed ??= access.Tokens.Refresh(source.UserId, source.Provider, refusedGeneration, stop);
    }

    private ProblemException TokenProblemOf(TokenResult token)
    {
        var problem = TokenProblem.From(token);
        return new ProblemException(problem.Code, "MusicAuth has no valid access token.")
        {
            Provider = source.Provider,
            Reason = problem.Reason,
            RetryAfter = problem.RetryAfter,
        };
    }

    private SourceFailure? FailureOf(Exception? failure, IReadOnlyList<string> granted) => failure switch
    {
        UpstreamException fault => SourceFailure.From(fault, granted, clock.GetUtcNow()),
        ProblemException problem => new SourceFailure(
            source.Provider, problem.Problem, problem.Reason, clock.GetUtcNow() + problem.RetryAfter),
        _ => null,
    };

    private static SourceResult<T> Failed<T>(SourceFailure failure) where T : class => new(null, failure);
}
