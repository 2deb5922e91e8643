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
        && pause.Until - time.GetUtcNow() is { Ticks: > 0 } rest
            ? pause.Words(rest)
            : null;

    /// <summary>After a failure that is nobody's word: 2 s, 4 s, 8 s, up to half a minute.</summary>
    public TimeSpan Lengthen(Grant grant)
    {
        var last = _pauses.TryGetValue(grant.Id, out var pause) ? pause.Length : First / 2;
        var next = last * 2 < Longest ? last * 2 : Longest;
        _pauses[grant.Id] = new Pause(
            grant.Generation, time.GetUtcNow() + next, next, static rest => new TokenResult.Unavailable(rest));
        return next;
    }

    /// <summary>As long as somebody has asked for.</summary>
    public void Until(Grant grant, DateTimeOffset until, Func<TimeSpan, TokenResult> words) =>
        _pauses[grant.Id] = new Pause(grant.Generation, until, First / 2, words);

    public void End(Guid grantId) => _pauses.TryRemove(grantId, out _);

    private sealed record Pause(
        long Generation, DateTimeOffset Until, TimeSpan Length, Func<TimeSpan, TokenResult> Words);
}
