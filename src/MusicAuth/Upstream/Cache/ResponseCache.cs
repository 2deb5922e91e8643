using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Cache;

/// <summary>
/// Finished answers by user. Fresh ones are given as they are; older ones only while there is no newer one, for a day.
/// </summary>
public sealed class ResponseCache : IDisposable
{
    public static readonly TimeSpan MaxStaleAge = TimeSpan.FromDays(1);

    /// <summary>So long a new answer is waited for while there is an old one.</summary>
    public static readonly TimeSpan MaxRevalidationWait = TimeSpan.FromSeconds(1);

    private const double EagerPart = 0.8;

    private readonly CacheIndex _shelf = new();
    private readonly PendingFetches _flights = new();
    private readonly CancellationTokenSource _life = new();
    private readonly CacheStore _store;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _fresh;
    private readonly TimeSpan _eager;
    private long _drops;

    public ResponseCache(CacheStore store, CacheMetrics metrics, IOptions<CacheOptions> options, TimeProvider clock)
    {
        (_store, _metrics, _clock) = (store, metrics, clock);
        _fresh = options.Value.Freshness;
        _eager = _fresh * EagerPart;
        store.Evicted = _shelf.Remove;
        store.InvalidatedElsewhere = InvalidateLocal;
    }

    /// <summary>False where nothing is kept at all.</summary>
    public bool IsOn => _fresh > TimeSpan.Zero;

    /// <summary>
    /// From memory only, at once. Of something soon to be old, one caller is told that there is nothing: it goes on to
    /// <see cref="GetOrFetchAsync"/>, which gives it what there is and begins the renewal.
    /// </summary>
    public bool TryGetFresh(in CacheKey key, out CacheResult result)
    {
        if (_shelf.Find(key) is { } entry
            && AgeOf(entry) is var age && IsFresh(age) && (age < _eager || !entry.TryAnnounceRenewal()))
        {
            result = new CacheResult(entry.Answer, Floor(age), IsHit: true, null);
            _metrics.RecordHit();
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>What memory holds, however old; for comparison only.</summary>
    public StoredResponse? Peek(in CacheKey key) => _shelf.Find(key)?.Answer;

    /// <summary>
    /// What is fresh, or fetched now; or, of an answer up to a day old, that one, where the provider fails or is slow.
    /// </summary>
    /// <param name="key">What is asked for, and by whom.</param>
    /// <param name="ask">How old it may be.</param>
    /// <param name="fetch">Goes on whatever becomes of the caller.</param>
    /// <param name="caller">Ends the wait.</param>
    /// <exception cref="Exception">What the fetch threw.</exception>
    public Task<CacheResult> GetOrFetchAsync(
        CacheKey key, CacheMode ask, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller) =>
        IsOn && ask is CacheMode.NoCache
            ? FetchForNoCacheAsync(key, fetch, caller)
            : FindOrFetchAsync(key, ask, fetch, caller);

    /// <summary>Forgets what a user has of a provider, or all, on every replica; also what is being fetched.</summary>
    public async ValueTask InvalidateAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        InvalidateLocal(userId, provider);
        if (!_store.IsShared)
            return;
        await _store.InvalidateSharedAsync(userId, provider, cancellationToken);
        // Once more: until then somebody may have read in Redis what was to be dropped.
        InvalidateLocal(userId, provider);
    }

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
    }

    private async Task<CacheResult> FindOrFetchAsync(
        CacheKey key, CacheMode ask, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller)
    {
        if (!IsOn)
            return Missed(await fetch(caller));
        caller.ThrowIfCancellationRequested();
        var entry = await FindAsync(key);
        var age = entry is null ? TimeSpan.MaxValue : AgeOf(entry);
        if (entry is null || age >= MaxStaleAge || (ask is CacheMode.FreshOnly && !IsFresh(age)))
            return Missed(await Join(key, entry, fetch).Answer.WaitAsync(caller));
        if (!IsFresh(age))
            return await FetchOrStaleAsync(entry, Join(key, entry, fetch), caller);
        if (age >= _eager && RenewalOf(entry, fetch) is { } renewal && ask is CacheMode.Renew
            && await renewal.CompletesWithinAsync(MaxRevalidationWait, _clock, caller) && renewal.Answer.IsCompletedSuccessfully)
            return Missed(await renewal.Answer);
        _metrics.RecordHit();
        return new CacheResult(entry.Answer, Floor(age), IsHit: true, null);
    }

    private async Task<CacheResult> FetchOrStaleAsync(CacheEntry entry, PendingFetch flight, CancellationToken caller)
    {
        if (!await flight.CompletesWithinAsync(MaxRevalidationWait, _clock, caller))
            return Stale(entry, new UpstreamException(
                entry.Answer.Providers.FirstOrDefault() ?? "", UpstreamFault.Unavailable,
                    "The provider did not respond in time."));
        try
        {
            return Missed(await flight.Answer);
        }
        catch (Exception failure) when (StaleIfErrorPolicy.Covers(failure))
        {
            return Stale(entry, failure);
        }
    }

    private async Task<CacheEntry?> FindAsync(CacheKey key)
    {
        var here = _shelf.Find(key);
        if (!_store.IsShared || (here is not null && IsFresh(AgeOf(here))))
            return here;
        var drops = Volatile.Read(ref _drops);
        var shared = await _store.FindAsync(key);
        if (shared is null || shared.Key != key || shared.Answer.FetchedAt <= here?.Answer.FetchedAt)
            return here;
        // What was dropped while it was read is nothing any more.
        if (drops != Volatile.Read(ref _drops))
            return null;
        _shelf.Put(shared);
        // A drop counts first and takes out then: either it took this one, or it is seen here.
        if (drops == Volatile.Read(ref _drops))
            return shared;
        _shelf.Remove(shared);
        _store.RemoveLocal(shared);
        return null;
    }

    private PendingFetch? RenewalOf(CacheEntry entry, Func<CancellationToken, Task<StoredResponse>> fetch) =>
        entry.TryBeginRenewal() ? Join(entry.Key, entry, fetch)
        : _flights.TryFind(entry.Key, out var flight) ? flight
        : null;

    private PendingFetch Join(CacheKey key, CacheEntry? seen, Func<CancellationToken, Task<StoredResponse>> fetch)
    {
        var ours = new PendingFetch(key, _clock.GetUtcNow());
        var flight = _flights.JoinOrAdd(ours);
        if (!ReferenceEquals(flight, ours))
            return flight;
        // Another one may have ended between the look into memory and now.
        if (_shelf.Find(key) is { } entry && !ReferenceEquals(entry, seen) && IsFresh(AgeOf(entry)))
            _flights.Complete(ours, entry.Answer);
        else
            _ = RunFetchAsync(ours, fetch);
        return ours;
    }

    // One caller's alone, so it flies on that one's back; nobody's older answer comes over it.
    private async Task<CacheResult> FetchForNoCacheAsync(
        CacheKey key, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        var flight = new PendingFetch(key, _clock.GetUtcNow());
        _flights.Replace(flight);
        try
        {
            var answer = await fetch(_life.Token);
            CompleteFetch(flight, answer);
            return Missed(answer);
        }
        catch (Exception failure)
        {
            _flights.Complete(flight, failure);
            throw;
        }
    }

    private async Task RunFetchAsync(PendingFetch flight, Func<CancellationToken, Task<StoredResponse>> fetch)
    {
        // Nothing of the fetch happens on its first caller's back.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            CompleteFetch(flight, await fetch(_life.Token));
        }
#pragma warning disable CA1031 // Those who wait hear of it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _flights.Complete(flight, failure);
        }
    }

    private void CompleteFetch(PendingFetch flight, StoredResponse answer)
    {
        if (answer.IsStorable)
            flight.StoreUnlessInvalidated(() => StoreEntry(new CacheEntry(flight.Key, answer)));
        _flights.Complete(flight, answer);
    }

    private void StoreEntry(CacheEntry entry)
    {
        var before = _shelf.Find(entry.Key);
        entry.CopyRenewalState(before);
        // The same bytes take the place that they have; only to other replicas they are news.
        if (!_store.IsShared && before is not null && _shelf.TryReplace(before, entry))
            return;
        _shelf.Put(entry);
        _store.Put(entry);
    }

    private void InvalidateLocal(Guid userId, string? provider)
    {
        Interlocked.Increment(ref _drops);
        _flights.Invalidate(userId);
        var taken = _shelf.Take(userId, provider);
        foreach (var entry in taken)
            _store.RemoveLocal(entry);
        _metrics.RecordInvalidated(taken.Count);
    }

    private CacheResult Missed(StoredResponse answer)
    {
        _metrics.RecordMiss();
        return new CacheResult(answer, Floor(_clock.GetUtcNow() - answer.FetchedAt), IsHit: false, null);
    }

    private CacheResult Stale(CacheEntry entry, Exception cause)
    {
        _metrics.RecordStale();
        return new CacheResult(entry.Answer, Floor(AgeOf(entry)), IsHit: true, cause);
    }

    private TimeSpan AgeOf(CacheEntry entry) => _clock.GetUtcNow() - entry.Answer.FetchedAt;

    // What comes from the future is of a clock that was set back.
    private bool IsFresh(TimeSpan age) => age < _fresh && age > -_fresh;

    private static TimeSpan Floor(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
