using System.Collections.Concurrent;

namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>Records which grants were used within the last hour, and when to refresh each in the background.</summary>
internal sealed class GrantUsage(TimeProvider time)
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Record(Grant grant) =>
        _uses[grant.Id] = new Use(time.GetUtcNow(), grant.Generation, GrantStatus.BackgroundRefreshAt(grant));

    /// <summary>Lists the grants to refresh now, and removes those that were not used for an hour.</summary>
    public IReadOnlyList<(Guid GrantId, RefreshRequest Request)> ListDue()
    {
        var now = time.GetUtcNow();
        foreach (var idle in _uses.Where(use => use.Value.LastUsedAt + Retention <= now))
            _uses.TryRemove(idle);
        return [.. _uses.Where(use => use.Value.RefreshAt <= now)
            .Select(use => (use.Key, new RefreshRequest(RefreshReason.Background, use.Value.Generation)))];
    }

    /// <summary>Stops the background refresh of a token set until the grant is used again.</summary>
    public void RecordAttempt(Guid grantId, RefreshRequest request)
    {
        if (_uses.TryGetValue(grantId, out var use) && use.Generation == request.Generation)
            _uses.TryUpdate(grantId, use with { RefreshAt = null }, use);
    }

    private sealed record Use(DateTimeOffset LastUsedAt, long Generation, DateTimeOffset? RefreshAt);
}
