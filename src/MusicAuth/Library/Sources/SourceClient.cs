namespace MusicAuth.Library.Sources;

/// <summary>
/// Calls one provider for one user and one unified page. The client refreshes a refused token once and repeats the call
/// once; parallel calls share the refresh.
/// </summary>
internal sealed class SourceClient(
    SourceRequest source, TokenAccess tokens, ProviderPageCache pages, Deadline deadline, TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<TokenResult>? _token;
    private Task<TokenResult>? _refreshed;

    /// <returns>Also true if the answer is not known in time.</returns>
    public async Task<bool> IsConnectedAsync()
    {
        try
        {
            return await GetTokenAsync() is not TokenResult.NotConnected;
        }
        catch (OperationCanceledException) when (!deadline.Caller.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>Returns a cached page or fetches it. It checks the connection also for a cached page.</summary>
    public Task<SourceResult<T>> FetchAsync<T>(string list, PageRange range, SourceCall<T> call) where T : class =>
        CatchFailureAsync(token => pages.GetAsync(
            source, list, range, stop => CallWithTimeoutAsync(token, call, stop), deadline.Token));

    /// <summary>Fetches a page that is never cached.</summary>
    public Task<SourceResult<T>> FetchAsync<T>(SourceCall<T> call) where T : class =>
        CatchFailureAsync(async token =>
            new CachedPage<T>(await CallWithTimeoutAsync(token, call, deadline.Token), clock.GetUtcNow(), null));

    private async Task<SourceResult<T>> CatchFailureAsync<T>(Func<TokenResult, Task<CachedPage<T>>> get) where T : class
    {
        IReadOnlyList<string> granted = [];
        try
        {
            var token = await GetTokenAsync();
            if (token is TokenResult.Fresh fresh)
                granted = fresh.Scopes;
            if (token is TokenResult.NotConnected or TokenResult.ReauthorizationRequired)
                return new(null, FailureOf(ProblemOf(token), granted));
            var cached = await get(token);
            return new SourceResult<T>(cached.Page, null)
            {
                FetchedAt = cached.FetchedAt,
                StaleCause = FailureOf(cached.StaleCause, granted),
            };
        }
        catch (Exception failure) when (failure is UpstreamException or ProblemException)
        {
            return new(null, FailureOf(failure, granted));
        }
        catch (OperationCanceledException) when (!deadline.Caller.IsCancellationRequested)
        {
            return new(null, FailureOf(ProblemOf(new TokenResult.Unavailable(RetryDelay)), granted));
        }
    }

    // A fetch can outlive the page that started it, because other callers may wait for it too.
    private async Task<ProviderPage<T>> CallWithTimeoutAsync<T>(
        TokenResult token, SourceCall<T> call, CancellationToken stop) where T : class
    {
        using var own = deadline.Restart(stop);
        try
        {
            return await CallWithRefreshAsync(token, call, own.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw ProblemOf(new TokenResult.Unavailable(RetryDelay));
        }
    }

    private async Task<ProviderPage<T>> CallWithRefreshAsync<T>(
        TokenResult token, SourceCall<T> call, CancellationToken stop) where T : class
    {
        var first = token as TokenResult.Fresh ?? throw ProblemOf(token);
        try
        {
            return await CallAsync(first, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized)
        {
            token = await RefreshTokenAsync(first.Generation, stop);
        }

        var second = token as TokenResult.Fresh ?? throw ProblemOf(token);
        try
        {
            return await CallAsync(second, call, stop);
        }
        catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized && second.IsConfirmed)
        {
            // The provider accepts this token for other calls, so a sign-in would not help.
            throw ProblemOf(new TokenResult.Unavailable(ForcedRefreshes.MinInterval));
        }
    }

    private async Task<ProviderPage<T>> CallAsync<T>(
        TokenResult.Fresh token, SourceCall<T> call, CancellationToken stop) where T : class
    {
        var page = await call(new(token.AccessToken, source.UserId), stop);
        tokens.RecordAccepted(source.UserId, source.Provider, token.Generation);
        return page;
    }

    private Task<TokenResult> GetTokenAsync()
    {
        lock (_gate)
            return _token ??= tokens.Get(source.UserId, source.Provider, deadline.Token);
    }

    // All calls before a refresh use the same token, so one refresh serves all of them.
    private Task<TokenResult> RefreshTokenAsync(long refusedGeneration, CancellationToken stop)
    {
        lock (_gate)
            return _refreshed ??= tokens.Refresh(source.UserId, source.Provider, refusedGeneration, stop);
    }

    private ProblemException ProblemOf(TokenResult token) =>
        TokenProblem.From(source.Provider, token).ToException();

    private SourceFailure? FailureOf(Exception? failure, IReadOnlyList<string> granted) => failure switch
    {
        UpstreamException fault => Recorded(SourceFailure.From(fault, granted, clock.GetUtcNow())),
        ProblemException problem => new SourceFailure(
            source.Provider, problem.Problem, problem.Reason, clock.GetUtcNow() + problem.RetryAfter),
        _ => null,
    };

    private SourceFailure Recorded(SourceFailure failure)
    {
        tokens.RecordMissingScopes(source.UserId, source.Provider, failure.MissingScopes);
        return failure;
    }
}
