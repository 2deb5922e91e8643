using System.Collections.Concurrent;

namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>Which grants were in use within the last hour, and when each wants to be renewed.</summary>
public sealed class GrantUsage(GrantStatus health, TimeProvider time)
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Record(Grant grant) =>
        _uses[grant.Id] = new Use(time.GetUtcNow(), grant.Generation, health.BackgroundRefreshAt(grant));

    /// <summary>Those to renew now. What was not used for an hour is forgotten.</summary>
    public IReadOnlyList<(Guid GrantId, RefreshRequest Demand)> ListDue()
    {
        var now = time.GetUtcNow();
        foreach (var idle in _uses.Where(use => use.Value.LastUsedAt + Retention <= now))
            _uses.TryRemove(idle);
        return [.. _uses.Where(use => use.Value.RefreshAt <= now)
            .Select(use => (use.Key, new RefreshRequest(RefreshReason.Background, use.Value.Generation)))];
    }

    /// <summary>Renewed, or tried in vain: the next use tells when to renew again.</summary>
    public void RecordAttempt(Guid grantId, RefreshRequest demand)
    {
        if (_uses.TryGetValue(grantId, out var use) && use.Generation == demand.Generation)
            _uses.TryUpdate(grantId, use with { RefreshAt = null }, use);
    }

    private sealed record Use(DateTimeOffset LastUsedAt, long Generation, DateTimeOffset? RefreshAt);
}
