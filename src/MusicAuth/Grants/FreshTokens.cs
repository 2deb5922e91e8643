using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>
/// Fresh access tokens as they were read a moment ago, so that a busy app does not read and unseal the same row for
/// each call. What another replica changes is seen after <see cref="Kept"/>, what this one changes at once.
/// </summary>
public sealed class FreshTokens : IGrantChangeHandler, IDisposable
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    // A token lies here in the clear: not for more people than are calling, and swept out also where nobody asks.
    private const int Most = 10_000;

    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly ConcurrentDictionary<(Guid UserId, string Provider), Entry> _tokens = new();
    private readonly Lock _gate = new();
    private long _changes;

    public FreshTokens(TimeProvider time)
    {
        _time = time;
        _sweep = time.CreateTimer(static tokens => ((FreshTokens)tokens!).Sweep(), this, Kept, Kept);
    }

    /// <summary>How many lie here.</summary>
    public int Count => _tokens.Count;

    /// <summary>To be taken before the row is read that <see cref="Keep"/> is given.</summary>
    public long Mark => Interlocked.Read(ref _changes);

    public TokenResult.Fresh? Find(Guid userId, string provider) =>
        _tokens.TryGetValue((userId, provider), out var entry) && IsFresh(entry) ? entry.Token : null;

    /// <summary>Unless something has changed since the mark.</summary>
    public void Keep(Grant grant, TokenResult.Fresh token, long mark)
    {
        var entry = new Entry(token, _time.GetTimestamp(), GrantHealth.FreshUntil(grant));
        // One lock for the comparison and the write: after a change has returned, no older token comes in.
        lock (_gate)
        {
            if (mark != _changes)
                return;
            if (_tokens.Count >= Most)
                _tokens.Clear();
            _tokens[(grant.UserId, grant.Provider)] = entry;
        }
    }

    public void Forget(Guid userId, string provider)
    {
        lock (_gate)
        {
            _changes++;
            _tokens.TryRemove((userId, provider), out _);
        }
    }

    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _changes++;
            foreach (var key in _tokens.Keys.Where(key =>
                key.UserId == userId && (provider is null || key.Provider == provider)))
                _tokens.TryRemove(key, out _);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _sweep.Dispose();

    private bool IsFresh(Entry entry) =>
        _time.GetElapsedTime(entry.At) < Kept && _time.GetUtcNow() < entry.Until;

    private void Sweep()
    {
        foreach (var kept in _tokens)
        {
            if (!IsFresh(kept.Value))
                _tokens.TryRemove(kept);
        }
    }

    private sealed record Entry(TokenResult.Fresh Token, long At, DateTimeOffset Until)
    {
        public override string ToString() => "***";
    }
}
