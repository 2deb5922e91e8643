using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>How long a grant is not tried after a failure, and what callers hear meanwhile.</summary>
public sealed class RefreshPauses(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    // So that a provider that is back is noticed within the minute.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, Pause> _pauses = new();

    /// <summary>What is to be said instead of trying; null where nothing stands against it.</summary>
    public TokenResult? Of(Grant grant) => _pauses.TryGetValue(grant.Id, out var pause)
        && pause.Generation == grant.Generation
        && pause.Length - time.GetElapsedTime(pause.Since) is { Ticks: > 0 } rest
            ? pause.Words(rest)
            : null;

    /// <summary>After a transient failure: back off 2, 4, 8 … 30 s.</summary>
    public TimeSpan Lengthen(Grant grant)
    {
        var last = _pauses.TryGetValue(grant.Id, out var pause) ? pause.LastBackoff : First / 2;
        var next = last * 2 < Longest ? last * 2 : Longest;
        _pauses[grant.Id] = new Pause(
            grant.Generation, time.GetTimestamp(), next, next, static rest => new TokenResult.Unavailable(rest));
        return next;
    }

    /// <summary>As long as somebody has asked for.</summary>
    public void For(Grant grant, TimeSpan length, Func<TimeSpan, TokenResult> words) =>
        _pauses[grant.Id] = new Pause(grant.Generation, time.GetTimestamp(), length, First / 2, words);

    public void End(Guid grantId) => _pauses.TryRemove(grantId, out _);

    private sealed record Pause(
        long Generation, long Since, TimeSpan Length, TimeSpan LastBackoff, Func<TimeSpan, TokenResult> Words);
}
