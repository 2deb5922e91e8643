using System.Collections.Concurrent;

namespace MusicAuth.Grants.Limits;

/// <summary>The back-off of each grant after a failed refresh, and the result for callers until then.</summary>
internal sealed class RefreshBackoffs(TimeProvider time)
{
    // At most 30 s: a refresh succeeds again within a minute of the provider's recovery.
    private static readonly BackoffSteps Steps = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    private readonly ConcurrentDictionary<Guid, Backoff> _backoffs = new();

    /// <returns>Null where the grant does not back off.</returns>
    public TokenResult? Find(Grant grant) => _backoffs.TryGetValue(grant.Id, out var backoff)
        && backoff.Generation == grant.Generation
        && backoff.Length - time.GetElapsedTime(backoff.Since) is { Ticks: > 0 } rest
            ? backoff.Result(rest)
            : null;

    /// <summary>After a transient failure back off 2, 4, 8 … 30 s.</summary>
    public TimeSpan Extend(Grant grant)
    {
        var next = Steps.After(_backoffs.TryGetValue(grant.Id, out var backoff) ? backoff.LastBackoff : TimeSpan.Zero);
        _backoffs[grant.Id] = new Backoff(
            grant.Generation, time.GetTimestamp(), next, next, static rest => new TokenResult.Unavailable(rest));
        return next;
    }

    /// <summary>Backs off for a requested time.</summary>
    public TokenResult Set(Grant grant, TimeSpan length, Func<TimeSpan, TokenResult> result)
    {
        _backoffs[grant.Id] = new Backoff(grant.Generation, time.GetTimestamp(), length, TimeSpan.Zero, result);
        return result(length);
    }

    public void Clear(Guid grantId) => _backoffs.TryRemove(grantId, out _);

    private sealed record Backoff(
        long Generation, long Since, TimeSpan Length, TimeSpan LastBackoff, Func<TimeSpan, TokenResult> Result);
}
