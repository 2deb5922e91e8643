using System.Collections.Concurrent;

namespace MusicAuth.Grants.AccessTokens;

/// <summary>
/// Fresh access tokens as they were read a moment ago, so that a busy app does not read and unseal the same row for
/// each call. What another replica changes is seen after <see cref="Lifetime"/>, what this one changes at once.
/// </summary>
public sealed class AccessTokenCache : IGrantChangeHandler, IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    // A token lies here in the clear: not for more people than are calling, and swept out also where nobody asks.
    private const int MaxCount = 10_000;

    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly ConcurrentDictionary<(Guid UserId, string Provider), Entry> _tokens = new();
    private readonly Lock _gate = new();
    private long _version;

    public AccessTokenCache(TimeProvider time)
    {
        _time = time;
        _sweep = time.CreateTimer(static tokens => ((AccessTokenCache)tokens!).Sweep(), this, Lifetime, Lifetime);
    }

    /// <summary>How many lie here.</summary>
    public int Count => _tokens.Count;

    /// <summary>To be taken before the row is read that <see cref="Add"/> is given.</summary>
    public long Version => Interlocked.Read(ref _version);

    public TokenResult.Fresh? Find(Guid userId, string provider) =>
        _tokens.TryGetValue((userId, provider), out var entry) && IsFresh(entry) ? entry.Token : null;

    /// <summary>Unless something has changed since the mark.</summary>
    public void Add(Grant grant, TokenResult.Fresh token, long mark)
    {
        var entry = new Entry(token, _time.GetTimestamp(), GrantStatus.FreshUntil(grant));
        // One lock for the comparison and the write: after a change has returned, no older token comes in.
        lock (_gate)
        {
            if (mark != _version)
                return;
            if (_tokens.Count >= MaxCount)
                _tokens.Clear();
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
        foreach (var kept in _tokens)
        {
            if (!IsFresh(kept.Value))
                _tokens.TryRemove(kept);
        }
    }

    private sealed record Entry(TokenResult.Fresh Token, long AddedAt, DateTimeOffset FreshUntil)
    {
        public override string ToString() => "***";
    }
}
