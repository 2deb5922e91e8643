using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>Which grants were in use within the last hour, and when each wants to be renewed.</summary>
public sealed class RecentUse(GrantHealth health, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Note(Grant grant) =>
        _uses[grant.Id] = new Use(time.GetUtcNow(), grant.Generation, health.RenewalOf(grant));

    /// <summary>Those to renew now. What was not used for an hour is forgotten.</summary>
    public IReadOnlyList<(Guid GrantId, RefreshDemand Demand)> ListDue()
    {
        var now = time.GetUtcNow();
        foreach (var idle in _uses.Where(use => use.Value.At + Kept <= now))
            _uses.TryRemove(idle);
        return [.. _uses.Where(use => use.Value.RenewAt <= now)
            .Select(use => (use.Key, new RefreshDemand(RefreshCause.Early, use.Value.Generation)))];
    }

    /// <summary>Renewed, or tried in vain: the next use tells when to renew again.</summary>
    public void Done(Guid grantId, RefreshDemand demand)
    {
        if (_uses.TryGetValue(grantId, out var use) && use.Generation == demand.Generation)
            _uses.TryUpdate(grantId, use with { RenewAt = null }, use);
    }

    private sealed record Use(DateTimeOffset At, long Generation, DateTimeOffset? RenewAt);
}
