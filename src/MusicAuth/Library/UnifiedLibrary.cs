using Microsoft.Extensions.Options;

namespace MusicAuth.Library;

/// <summary>One user's lists over all connected sources.</summary>
public sealed class UnifiedLibrary(
    IEnumerable<IMusicSource> sources,
    TokenAccess tokens,
    ProviderPageCache windows,
    CursorProtector cursors,
    RecentTotals hints,
    ScopeAdvisor advice,
    IOptions<UpstreamOptions> options,
    TimeProvider clock)
{
    // A page is several rounds of calls: together they may take little longer than one.
    private static readonly TimeSpan TimeoutMargin = TimeSpan.FromSeconds(1);

    private readonly IMusicSource[] _sources = [.. sources];
    private readonly SourceClientFactory _access = new(tokens, windows, options.Value.Timeout + TimeoutMargin);

    private delegate Task<ProviderPage<T>> WindowCall<T>(
        IMusicSource source, SourceAccess access, PageRange range, CancellationToken cancellationToken)
        where T : class;

    public Task<UnifiedPage<Playlist>> GetPlaylistsAsync(
        Caller caller, PageRequest request, CancellationToken cancellationToken) =>
        ReadAsync(
            new ListRequest(caller, "playlists", "/me/playlists", request, FilterInQuery: true),
            (source, token, range, stop) => source.GetPlaylistsAsync(token, range, stop), cancellationToken);

    public Task<UnifiedPage<Track>> GetFavoritesAsync(
        Caller caller, PageRequest request, CancellationToken cancellationToken) =>
        ReadAsync(
            new ListRequest(caller, "favorites", "/me/favorites", request, FilterInQuery: true),
            (source, token, range, stop) => source.GetFavoritesAsync(token, range, stop), cancellationToken);

    public Task<UnifiedPage<Track>> GetPlaylistTracksAsync(
        Caller caller, string playlistId, PageRequest request, CancellationToken cancellationToken)
    {
        var path = $"/me/playlists/{request.Provider}/{Uri.EscapeDataString(playlistId)}/tracks";
        return ReadAsync(
            new ListRequest(caller, $"tracks/{request.Provider}/{playlistId}", path, request, FilterInQuery: false),
            (source, token, range, stop) => source.GetPlaylistTracksAsync(token, playlistId, range, stop),
            cancellationToken);
    }

    public async Task<UnifiedPage<Track>> GetFlowAsync(Caller caller, CancellationToken cancellationToken)
    {
        var source = Array.Find(_sources, source => source.HasFlow) ?? throw NotConnected(null);
        caller.RequireProvider(source.Provider);
        using var budget = new PageDeadline(options.Value.Timeout + TimeoutMargin, clock, cancellationToken);
        var outcome = await new SourceClient(
            new SourceRequest(source.Provider, caller.UserId, CacheMode.NoCache), _access, budget, clock)
            .FetchAsync(source.GetFlowAsync);
        if (outcome.Failure is { } failure)
            throw AsProblem(failure);
        var window = outcome.Page!;
        Track[] items = [.. window.Entries.OfType<Track>()];
        var report = new SourceReport(source.Provider, SourceStatus.Ok, window.Total,
            window.Entries.Count - items.Length, outcome.FetchedAt, null, null);
        return new UnifiedPage<Track>(items, null, window.Total, true, [report]);
    }

    private async Task<UnifiedPage<T>> ReadAsync<T>(
        ListRequest request, WindowCall<T> call, CancellationToken cancellationToken) where T : class
    {
        var limit = request.Page.ParseLimit();
        if (request.Page.Provider is { } provider && SourceOf(provider) is null)
            throw new ProblemException(ProblemCode.UnknownProvider,
                "This provider does not exist. Use spotify or deezer.");
        if (request.Page.Provider is { } asked)
            request.Caller.RequireProvider(asked);
        using var budget = new PageDeadline(options.Value.Timeout + TimeoutMargin, clock, cancellationToken);
        var sessions = _sources.ToDictionary(
            source => source.Provider,
            source => new SourceClient(
                new SourceRequest(source.Provider, request.UserId, request.Page.Ask), _access, budget, clock),
            StringComparer.Ordinal);
        var cursor = request.Page.Cursor is { } text
            ? ReadCursor(request, text)
            : await FirstCursorAsync(request, sessions);
        var walks = cursor.Sources
            .Select(state => new SourceReader<T>(
                state,
                hints.Find(request.UserId, state.Provider, request.List),
                SourceOf(state.Provider)!.MaxPageSize,
                async range => request.RejectNotFound(await sessions[state.Provider].FetchAsync(
                    request.List, range, (token, stop) => call(SourceOf(state.Provider)!, token, range, stop)))))
            .ToArray();
        var shares = await PageAssembly.FillAsync(walks, limit, first: request.Page.Cursor is null);
        return ToPage(request, cursor.Provider, shares);
    }

    private Cursor ReadCursor(ListRequest request, string text)
    {
        var cursor = cursors.Unprotect(request.UserId, text);
        var fits = cursor is not null
            && cursor.List == request.List
            && (request.Page.Provider is null || request.Page.Provider == cursor.Provider)
            && cursor.Sources.All(state => SourceOf(state.Provider) is not null);
        foreach (var state in fits ? cursor!.Sources : [])
            request.Caller.RequireProvider(state.Provider);
        return fits ? cursor! : throw PageRequest.Invalid("cursor",
            "does not come from this list. Request the list again without a cursor.");
    }

    // All connections are asked about at once; those that need a new consent are asked too, and fail as sources.
    private async Task<Cursor> FirstCursorAsync(ListRequest request, Dictionary<string, SourceClient> sessions)
    {
        var filter = request.Page.Provider;
        var asked = _sources
            .Where(source => filter is null ? request.Caller.CanAccess(source.Provider) : source.Provider == filter)
            .ToArray();
        var connected = await Task.WhenAll(asked.Select(source => sessions[source.Provider].IsConnectedAsync()));
        var states = asked
            .Where((_, i) => connected[i])
            .Select(source => new SourceState(source.Provider, new SourcePosition(0, 0), null, null, null))
            .ToArray();
        return states.Length > 0 ? new Cursor(request.List, filter, states) : throw NotConnected(filter);
    }

    private UnifiedPage<T> ToPage<T>(ListRequest request, string? filter, IReadOnlyList<PageShare<T>> shares)
        where T : class
    {
        if (shares.All(share => share.State.Failure is not null))
            throw AsProblem(shares.Select(share => share.State.Failure!).MinBy(failure => failure.Rank)!);
        foreach (var state in shares.Select(share => share.State).Where(state => state.Failure is null))
        {
            if (state.Total is { } known)
                hints.Set(request.UserId, state.Provider, request.List, known);
        }

        var next = shares.Any(share => share.State.HasMore)
            ? request.NextUrl(cursors.Protect(
                request.UserId, new Cursor(request.List, filter, [.. shares.Select(share => share.State)])), filter)
            : null;
        var total = shares.Any(share => share.State.Total is null) ? null : shares.Sum(share => share.State.Total);
        return new UnifiedPage<T>(
            [.. shares.SelectMany(share => share.Items)],
            next,
            total,
            shares.All(share => share.State.Failure is null),
            [.. shares.Select(ToReport)])
        {
            OldestFetchedAt = shares.Min(share => share.OldestFetchedAt) ?? clock.GetUtcNow(),
            IsCacheable = shares.All(share => !share.IsTruncated && share.StaleCause is null && share.State.Failure is null),
        };
    }

    private SourceReport ToReport<T>(PageShare<T> share)
    {
        var (state, failure) = (share.State, share.State.Failure ?? share.StaleCause);
        var status = state.Failure?.Status ?? (share.StaleCause is null ? SourceStatus.Ok : SourceStatus.Stale);
        if (failure is null)
            return new SourceReport(
                state.Provider, status, state.Total, share.UnavailableItems, state.FetchedAt, null, null);
        var (detail, url) = RemedyFor(failure);
        var problem = new SourceProblem(failure.Problem.Code, detail, failure.Reason, RetryAfterSeconds(failure));
        return new SourceReport(
            state.Provider, status, state.Total, share.UnavailableItems, state.FetchedAt, problem, url);
    }

    private ProblemException AsProblem(SourceFailure failure)
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

    private static ProblemException NotConnected(string? provider) =>
        new(ProblemCode.NotConnected,
            "This request requires a connected provider. Sign in at /login to connect one.") { Provider = provider };

    private (string Detail, string? Url) RemedyFor(SourceFailure failure)
    {
        if (failure.Status is not SourceStatus.ReauthorizationRequired)
            return (failure.Detail, null);
        if (failure.Reason is not ScopeAdvisor.MissingScope)
            return (failure.Detail, advice.LoginUrl(failure.Provider));
        var (_, detail, url) = advice.Advise(failure.Provider, failure.MissingScopes);
        return (detail, url);
    }

    private int? RetryAfterSeconds(SourceFailure failure) =>
        failure.RetryAfter(clock.GetUtcNow()) is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null;

    private IMusicSource? SourceOf(string provider) => Array.Find(_sources, source => source.Provider == provider);
}
