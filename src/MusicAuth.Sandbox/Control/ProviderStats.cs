using System.Collections.Concurrent;

namespace MusicAuth.Sandbox.Control;

internal sealed class ProviderStats
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private int _tokenExchanges;
    private int _refreshes;
    private int _reuse;
    private int _codeReplays;
    private int _running;
    private int _maxConcurrency;
    private int _heldResponses;

    public IReadOnlyDictionary<string, int> Requests =>
        new SortedDictionary<string, int>(
            new Dictionary<string, int>(_requests, StringComparer.Ordinal), StringComparer.Ordinal);

    public int TotalRequests => _requests.Values.Sum();

    public int TokenExchanges => Volatile.Read(ref _tokenExchanges);

    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>The number of requests with a refresh token that a rotation had replaced.</summary>
    public int Reuse => Volatile.Read(ref _reuse);

    public int CodeReplays => Volatile.Read(ref _codeReplays);

    public int MaxConcurrency => Volatile.Read(ref _maxConcurrency);

    /// <summary>The number of responses that wait for the clock, because a fault delays them.</summary>
    public int HeldResponses => Volatile.Read(ref _heldResponses);

    public void CountTokenExchange() => Interlocked.Increment(ref _tokenExchanges);

    public void CountRefresh() => Interlocked.Increment(ref _refreshes);

    public void CountReuse() => Interlocked.Increment(ref _reuse);

    public void CountCodeReplay() => Interlocked.Increment(ref _codeReplays);

    public void Enter(string endpoint)
    {
        _requests.AddOrUpdate(endpoint, 1, (_, count) => count + 1);
        var running = Interlocked.Increment(ref _running);
        var seen = Volatile.Read(ref _maxConcurrency);
        while (running > seen)
        {
            var before = Interlocked.CompareExchange(ref _maxConcurrency, running, seen);
            if (before == seen) break;
            seen = before;
        }
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    public void Hold() => Interlocked.Increment(ref _heldResponses);

    public void Release() => Interlocked.Decrement(ref _heldResponses);

    public void Reset()
    {
        _requests.Clear();
        (_tokenExchanges, _refreshes, _reuse, _codeReplays, _maxConcurrency) = (0, 0, 0, 0, 0);
    }
}
