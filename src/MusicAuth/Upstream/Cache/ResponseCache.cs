using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Cache;

/// <summary>
/// Stored responses by user. A fresh response is served as it is; a stale one, up to a day old, only while no newer one
/// is available.
/// </summary>
public sealed class ResponseCache : IDisposable
{
    /// <summary>How long a caller waits for a new response where a stale one could be served.</summary>
    public static readonly TimeSpan MaxRevalidationWait = TimeSpan.FromSeconds(1);

    private const double EagerRefreshThreshold = 0.8;

    private readonly CacheIndex _index = new();
    private readonly PendingFetches _fetches = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly CacheStore _store;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _freshness;
    private readonly TimeSpan _eagerRefreshAge;
    private long _invalidations;

    public ResponseCache(CacheStore store, CacheMetrics metrics, IOptions<CacheOptions> options, TimeProvider clock)
    {
        (_store, _metrics, _clock) = (store, metrics, clock);
        _freshness = options.Value.Freshness;
        _eagerRefreshAge = _freshness * EagerRefreshThreshold;
        store.Evicted = _index.Remove;
        store.InvalidatedElsewhere = InvalidateLocal;
    }

    public bool IsOn => _freshness > TimeSpan.Zero;

    /// <summary>
    /// Looks in memory only. When the entry is due for its renewal, one caller gets nothing: its call to
    /// <see cref="GetOrFetchAsync"/> returns the entry and begins the renewal.
    /// </summary>
    public bool TryGetFresh(in CacheKey key, out CacheResult result)
    {
        if (_index.Find(key) is { } entry && AgeOf(entry) is var age && IsFresh(age)
            && (age < _eagerRefreshAge || !entry.TryAnnounceRenewal()))
        {
            result = Hit(entry, staleCause: null);
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>The stored response, however old, for comparison only.</summary>
    public StoredResponse? Peek(in CacheKey key) => _index.Find(key)?.Answer;

    /// <summary>Returns a fresh response, a new one, or a stale one where the provider fails or is slow.</summary>
    /// <param name="fetch">Gets a new response. The caller's cancellation does not cancel it.</param>
    public Task<CacheResult> GetOrFetchAsync(
        CacheKey key, CacheMode mode, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller) =>
        IsOn && mode is CacheMode.NoCache
            ? FetchForNoCacheAsync(key, fetch, caller)
            : FindOrFetchAsync(key, mode, fetch, caller);

    /// <summary>
    /// Removes a user's responses of one provider, or all, on every replica. Fetches under way are not stored.
    /// </summary>
    public async ValueTask InvalidateAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        InvalidateLocal(userId, provider);
        if (!_store.IsShared)
            return;
        await _store.InvalidateSharedAsync(userId, provider, cancellationToken);
        // A call can have read the entry from Redis meanwhile.
        InvalidateLocal(userId, provider);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task<CacheResult> FindOrFetchAsync(
        CacheKey key, CacheMode mode, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller)
    {
        if (!IsOn)
            return Miss(await fetch(caller));
        caller.ThrowIfCancellationRequested();
        var entry = await FindAsync(key);
        var age = entry is null ? TimeSpan.MaxValue : AgeOf(entry);
        if (entry is null || age >= CacheStore.MaxAge || (mode is CacheMode.FreshOnly && !IsFresh(age)))
            return Miss(await JoinOrFetch(key, entry, fetch).Response.WaitAsync(caller));
        if (!IsFresh(age))
            return await FetchOrStaleAsync(entry, JoinOrFetch(key, entry, fetch), caller);
        if (age >= _eagerRefreshAge && GetRenewal(entry, fetch) is { } renewal && mode is CacheMode.Renew
            && await renewal.CompletesWithinAsync(MaxRevalidationWait, _clock, caller)
            && renewal.Response.IsCompletedSuccessfully)
            return Miss(await renewal.Response);
        return Hit(entry, staleCause: null);
    }

    private async Task<CacheResult> FetchOrStaleAsync(CacheEntry entry, PendingFetch fetch, CancellationToken caller)
    {
        if (!await fetch.CompletesWithinAsync(MaxRevalidationWait, _clock, caller))
            return Hit(entry, UpstreamException.Unavailable(
                entry.Answer.Providers.FirstOrDefault() ?? "", "The provider did not respond in time."));
        try
        {
            return Miss(await fetch.Response);
        }
        catch (Exception failure) when (StaleIfErrorPolicy.Covers(failure))
        {
            return Hit(entry, failure);
        }
    }

    private async Task<CacheEntry?> FindAsync(CacheKey key)
    {
        var local = _index.Find(key);
        if (!_store.IsShared || (local is not null && IsFresh(AgeOf(local))))
            return local;
        var invalidations = Volatile.Read(ref _invalidations);
        var shared = await _store.FindAsync(key);
        if (shared is null || shared.Key != key || shared.Answer.FetchedAt <= local?.Answer.FetchedAt)
            return local;
        if (invalidations != Volatile.Read(ref _invalidations))
            return null;
        _index.Put(shared);
        // An invalidation counts first and removes then: either it has removed the entry, or the count shows it here.
        if (invalidations == Volatile.Read(ref _invalidations))
            return shared;
        _index.Remove(shared);
        _store.RemoveLocal(shared);
        return null;
    }

    private PendingFetch? GetRenewal(CacheEntry entry, Func<CancellationToken, Task<StoredResponse>> fetch) =>
        entry.TryBeginRenewal() ? JoinOrFetch(entry.Key, entry, fetch) : _fetches.Find(entry.Key);

    private PendingFetch JoinOrFetch(
        CacheKey key, CacheEntry? seen, Func<CancellationToken, Task<StoredResponse>> fetch)
    {
        var added = new PendingFetch(key, _clock.GetTimestamp());
        var pending = _fetches.JoinOrAdd(added);
        if (pending != added)
            return pending;
        // Another fetch can have completed since the lookup.
        if (_index.Find(key) is { } entry && entry != seen && IsFresh(AgeOf(entry)))
            _fetches.Complete(added, entry.Answer);
        else
            _ = RunFetchAsync(added, fetch);
        return added;
    }

    // Runs on the caller's own task. An older fetch must not overwrite the result.
    private async Task<CacheResult> FetchForNoCacheAsync(
        CacheKey key, Func<CancellationToken, Task<StoredResponse>> fetch, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        var pending = new PendingFetch(key, _clock.GetTimestamp());
        _fetches.Replace(pending);
        try
        {
            var response = await fetch(_disposed.Token);
            Complete(pending, response);
            return Miss(response);
        }
        catch (Exception failure)
        {
            _fetches.Complete(pending, failure);
            throw;
        }
    }

    private async Task RunFetchAsync(PendingFetch pending, Func<CancellationToken, Task<StoredResponse>> fetch)
    {
        // The first caller must be able to leave before the fetch does any work.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Complete(pending, await fetch(_disposed.Token));
        }
#pragma warning disable CA1031 // The waiting callers get the exception.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _fetches.Complete(pending, failure);
        }
    }

    private void Complete(PendingFetch pending, StoredResponse response)
    {
        if (response.IsStorable)
            pending.StoreUnlessInvalidated(() => Store(new CacheEntry(pending.Key, response)));
        _fetches.Complete(pending, response);
    }

    private void Store(CacheEntry entry)
    {
        var previous = _index.Find(entry.Key);
        entry.CopyRenewalState(previous);
        // An unchanged body keeps its memory; only other replicas need to be told.
        if (!_store.IsShared && previous is not null && _index.TryReplace(previous, entry))
        {
            _store.MarkUsed(entry.Key);
            return;
        }

        _index.Put(entry);
        _store.Put(entry);
    }

    private void InvalidateLocal(Guid userId, string? provider)
    {
        Interlocked.Increment(ref _invalidations);
        _fetches.Invalidate(userId);
        var removed = _index.RemoveAll(userId, provider);
        foreach (var entry in removed)
            _store.RemoveLocal(entry);
        _metrics.RecordInvalidated(removed.Count);
    }

    private CacheResult Miss(StoredResponse response)
    {
        _metrics.RecordMiss();
        return new CacheResult(response, AtLeastZero(_clock.GetUtcNow() - response.FetchedAt), IsHit: false, null);
    }

    private CacheResult Hit(CacheEntry entry, Exception? staleCause)
    {
        if (staleCause is null)
            _metrics.RecordHit();
        else
            _metrics.RecordStale();
        return new CacheResult(entry.Answer, AtLeastZero(AgeOf(entry)), IsHit: true, staleCause);
    }

    private TimeSpan AgeOf(CacheEntry entry) => _clock.GetUtcNow() - entry.Answer.FetchedAt;

    // A response from the future means that the clock was set back.
    private bool IsFresh(TimeSpan age) => age < _freshness && age > -_freshness;

    private static TimeSpan AtLeastZero(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
