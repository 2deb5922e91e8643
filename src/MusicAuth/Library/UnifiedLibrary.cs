namespace MusicAuth.Library;

/// <summary>Combines the lists of all connected providers of a user.</summary>
internal sealed class UnifiedLibrary(
    IEnumerable<IMusicSource> sources,
    SourceClientFactory clients,
    CursorProtector cursors,
    RecentTotals totals,
    ScopeAdvisor scopeAdvisor,
    TimeProvider clock)
{
    private readonly IMusicSource[] _sources = [.. sources];

    private delegate Task<ProviderPage<T>> PageCall<T>(
        IMusicSource source, SourceAccess access, PageRange range, CancellationToken cancellationToken)
        where T : class;

    public Task<UnifiedPage<Playlist>> GetPlaylistsAsync(
        Caller caller, PageRequest request, CancellationToken cancellationToken) =>
        ReadAsync(
            new ListRequest(caller, "playlists", "/me/playlists", request, FilterInQuery: true),
            (source, access, range, stop) => source.GetPlaylistsAsync(access, range, stop), cancellationToken);

    public Task<UnifiedPage<Track>> GetFavoritesAsync(
        Caller caller, PageRequest request, CancellationToken cancellationToken) =>
        ReadAsync(
            new ListRequest(caller, "favorites", "/me/favorites", request, FilterInQuery: true),
            (source, access, range, stop) => source.GetFavoritesAsync(access, range, stop), cancellationToken);

    public Task<UnifiedPage<Track>> GetPlaylistTracksAsync(
        Caller caller, string playlistId, PageRequest request, CancellationToken cancellationToken)
    {
        var path = $"/me/playlists/{request.Provider}/{Uri.EscapeDataString(playlistId)}/tracks";
        return ReadAsync(
            new ListRequest(caller, $"tracks/{request.Provider}/{playlistId}", path, request, FilterInQuery: false),
            (source, access, range, stop) => source.GetPlaylistTracksAsync(access, playlistId, range, stop),
            cancellationToken);
    }

    public async Task<UnifiedPage<Track>> GetFlowAsync(Caller caller, CancellationToken cancellationToken)
    {
        var source = Array.Find(_sources, source => source.HasFlow) ?? throw NotConnected(null);
        caller.RequireProvider(source.Provider);
        using var deadline = clients.StartDeadline(cancellationToken);
        var result = await clients
            .Create(new SourceRequest(source.Provider, caller.UserId, CacheMode.NoCache), deadline)
            .FetchAsync(source.GetFlowAsync);
        if (result.Page is not { } page)
            throw ToException(result.Failure!);
        Track[] items = [.. page.Entries.OfType<Track>()];
        var report = new SourceReport(source.Provider, SourceStatus.Ok, page.Total,
            page.Entries.Count - items.Length, result.FetchedAt, null, null);
        return new UnifiedPage<Track>(items, null, page.Total, true, [report]);
    }

    private async Task<UnifiedPage<T>> ReadAsync<T>(
        ListRequest request, PageCall<T> call, CancellationToken cancellationToken) where T : class
    {
        var limit = request.Page.ParseLimit();
        if (request.Page.Provider is { } provider)
        {
            if (SourceOf(provider) is null)
                throw ProblemException.UnknownProvider();
            request.Caller.RequireProvider(provider);
        }

        using var deadline = clients.StartDeadline(cancellationToken);
        var clientOf = _sources.ToDictionary(
            source => source.Provider,
            source => clients.Create(
                new SourceRequest(source.Provider, request.UserId, request.Page.Mode), deadline),
            StringComparer.Ordinal);
        var cursor = request.Page.Cursor is { } text
            ? ReadCursor(request, text)
            : await FirstCursorAsync(request, clientOf);
        var readers = cursor.Sources
            .Select(state => NewReader(request, state, SourceOf(state.Provider)!, clientOf[state.Provider], call))
            .ToArray();
        var shares = await PageAssembly.FillAsync(readers, limit, isFirstPage: request.Page.Cursor is null);
        return ToPage(request, cursor.Provider, shares);
    }

    private SourceReader<T> NewReader<T>(
        ListRequest request, SourceCursor state, IMusicSource source, SourceClient client, PageCall<T> call)
        where T : class =>
        new(state, totals.Find(request.UserId, state.Provider, request.List), source.MaxPageSize,
            async range => request.RejectNotFound(await client.FetchAsync(
                request.List, range, (access, stop) => call(source, access, range, stop))));

    private Cursor ReadCursor(ListRequest request, string text)
    {
        if (cursors.Unprotect(request.UserId, text) is not { } cursor
            || cursor.List != request.List
            || (request.Page.Provider is { } provider && provider != cursor.Provider)
            || cursor.Sources.Any(state => SourceOf(state.Provider) is null))
            throw PageRequest.Invalid(
                "The parameter cursor does not come from this list. Request the list again without a cursor.");
        foreach (var state in cursor.Sources)
            request.Caller.RequireProvider(state.Provider);
        return cursor;
    }

    // A connection that needs a new consent is part of the list too, so that the list reports its failure.
    private async Task<Cursor> FirstCursorAsync(ListRequest request, Dictionary<string, SourceClient> clientOf)
    {
        var only = request.Page.Provider;
        var requested = _sources
            .Where(source => only is null ? request.Caller.CanAccess(source.Provider) : source.Provider == only)
            .ToArray();
        var connected = await Task.WhenAll(requested.Select(source => clientOf[source.Provider].IsConnectedAsync()));
        var states = requested
            .Where((_, i) => connected[i])
            .Select(source => new SourceCursor(source.Provider, new SourcePosition(0, 0), null, null, null))
            .ToArray();
        return states.Length > 0
            ? new Cursor(request.List, only, states)
            : throw NotConnected(requested is [var single] ? single.Provider : null);
    }

    private UnifiedPage<T> ToPage<T>(ListRequest request, string? provider, IReadOnlyList<PageShare<T>> shares)
        where T : class
    {
        SourceCursor[] states = [.. shares.Select(share => share.State)];
        if (states.All(state => state.Failure is not null))
            throw ToException(states.Select(state => state.Failure!).MinBy(failure => failure.Rank)!);
        foreach (var state in states.Where(state => state.Failure is null))
        {
            if (state.Total is { } total)
                totals.Set(request.UserId, state.Provider, request.List, total);
        }

        return new UnifiedPage<T>(
            [.. shares.SelectMany(share => share.Items)],
            states.Any(state => state.HasMore)
                ? request.NextUrl(
                    cursors.Protect(request.UserId, new Cursor(request.List, provider, states)), provider)
                : null,
            states.Any(state => state.Total is null) ? null : states.Sum(state => state.Total),
            states.All(state => state.Failure is null),
            [.. shares.Select(ToReport)])
        {
            OldestFetchedAt = shares.Min(share => share.OldestFetchedAt) ?? clock.GetUtcNow(),
            IsCacheable = shares.All(share => share is { IsTruncated: false, StaleCause: null, State.Failure: null }),
        };
    }

    private SourceReport ToReport<T>(PageShare<T> share)
    {
        var (state, failure) = (share.State, share.State.Failure ?? share.StaleCause);
        var status = state.Failure?.Status ?? (share.StaleCause is null ? SourceStatus.Ok : SourceStatus.Stale);
        var report = new SourceReport(
            state.Provider, status, state.Total, share.UnavailableItems, state.FetchedAt, null, null);
        if (failure is null)
            return report;
        var (detail, url) = RemedyFor(failure);
        var problem = new SourceProblem(failure.Problem.Code, detail, failure.Reason,
            RetryAfterHeader.ToSeconds(failure.RetryAfter(clock.GetUtcNow())));
        return report with { Problem = problem, ReauthorizeUrl = url };
    }

    private ProblemException ToException(SourceFailure failure)
    {
        var (detail, url) = RemedyFor(failure);
        return new ProblemException(failure.Problem, detail)
        {
            Provider = failure.Provider,
            Reason = failure.Reason,
            RetryAfter = failure.RetryAfter(clock.GetUtcNow()),
            ReauthorizeUrl = url,
        };
    }

    // Null where a connection of any provider would do.
    private ProblemException NotConnected(string? provider) => provider is null
        ? new(ProblemCode.NotConnected, "This request requires a connected provider. Sign in at /login to connect one.")
        : ToException(new SourceFailure(provider, ProblemCode.NotConnected, Reason: null, RetryAt: null));

    private (string Detail, string? Url) RemedyFor(SourceFailure failure)
    {
        if (failure is { Status: SourceStatus.ReauthorizationRequired, Reason: ProviderReasons.MissingScope })
        {
            var (_, detail, url) = scopeAdvisor.Advise(failure.Provider, failure.MissingScopes);
            return (detail, url);
        }

        var loginUrl = failure.SignInHelps ? scopeAdvisor.LoginUrl(failure.Provider) : null;
        return (failure.Describe(loginUrl), loginUrl);
    }

    private IMusicSource? SourceOf(string provider) => Array.Find(_sources, source => source.Provider == provider);
}
