using System.Collections.Concurrent;

namespace MusicAuth.Grants.AccessTokens;

/// <summary>
/// Keeps decrypted access tokens for a few seconds, so that a busy app does not read and decrypt the same row for each
/// call. A change by another replica shows after <see cref="Lifetime"/>, a change by this one at once.
/// </summary>
internal sealed class AccessTokenCache : IGrantChangeHandler, IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private const int MaxCount = 10_000;

    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly ConcurrentDictionary<(Guid UserId, string Provider), Entry> _tokens = new();
    private readonly Lock _gate = new();
    private long _version;

    public AccessTokenCache(TimeProvider time)
    {
        _time = time;
        // The tokens are in the clear, so a timer removes them even where no call comes.
        _sweep = time.CreateTimer(
            static tokens => ((AccessTokenCache)tokens!).Sweep(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public int Count => _tokens.Count;

    /// <summary>Read it before the row that goes to <see cref="Add"/>.</summary>
    public long Version => Interlocked.Read(ref _version);

    public TokenResult.Fresh? Find(Guid userId, string provider) =>
        _tokens.TryGetValue((userId, provider), out var entry) && IsFresh(entry) ? entry.Token : null;

    /// <summary>Does nothing where a connection has changed since the version was read.</summary>
    public void Add(Grant grant, TokenResult.Fresh token, long version)
    {
        var entry = new Entry(token, _time.GetTimestamp(), GrantStatus.FreshUntil(grant));
        // One lock for comparison and write: after a change, no older token can come in.
        lock (_gate)
        {
            if (version != _version)
                return;
            if (_tokens.Count >= MaxCount)
                _tokens.Clear();
            if (_tokens.IsEmpty)
                SweepLater();
            _tokens[(grant.UserId, grant.Provider)] = entry;
        }
    }

    public void Remove(Guid userId, string provider)
    {
        lock (_gate)
        {
            _version++;
            _tokens.TryRemove((userId, provider), out _);
        }
    }

    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _version++;
            foreach (var key in _tokens.Keys.Where(key =>
                key.UserId == userId && (provider is null || key.Provider == provider)))
                _tokens.TryRemove(key, out _);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _sweep.Dispose();

    private bool IsFresh(Entry entry) =>
        _time.GetElapsedTime(entry.AddedAt) < Lifetime && _time.GetUtcNow() < entry.FreshUntil;

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var cached in _tokens)
            {
                if (!IsFresh(cached.Value))
                    _tokens.TryRemove(cached);
            }

            if (!_tokens.IsEmpty)
                SweepLater();
        }
    }

    private void SweepLater() => _sweep.Change(Lifetime, Timeout.InfiniteTimeSpan);

    private sealed record Entry(TokenResult.Fresh Token, long AddedAt, DateTimeOffset FreshUntil)
    {
        public override string ToString() => "***";
    }
}
