using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>Writes counted events to the audit log, and queries it for the anomaly detector.</summary>
internal sealed class AuditBatchStore(MusicAuthDb db)
{
    private const int PurgeBatch = 500;

    /// <summary>Adds each count to the entry of its hour, all in one transaction.</summary>
    /// <returns>The new anomalies.</returns>
    internal async Task<IReadOnlyList<AuditAnomaly>> WriteAsync(
        IReadOnlyList<AuditEventCount> counts, AuditAnomalyDetector detector, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await ToEntriesAsync(counts, cancellationToken);
        var found = await detector.DetectAsync(rows, this, cancellationToken);
        // A fixed order: two replicas that update the same rows must not deadlock.
        foreach (var row in rows.OrderBy(row => Convert.ToHexString(row.MergeKey!), StringComparer.Ordinal))
            await AddAsync(row, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    /// <param name="network">Null for any network.</param>
    internal Task<bool> WasUsedAsync(string keyId, string? network, CancellationToken cancellationToken) =>
        db.Set<AuditEntry>().AnyAsync(
            row => row.CallerId == keyId && row.CallerKind == AuditCallerKind.Key
                && row.Kind != AuditKind.KeyRefused && row.Address != null
                && (network == null || row.Address == network),
            cancellationToken);

    internal async Task<IReadOnlyDictionary<string, long>> CountAsync(
        IReadOnlyCollection<string> callers, long hour, CancellationToken cancellationToken) =>
        await Within(hour).Where(row => callers.Contains(row.CallerId!))
            .GroupBy(row => row.CallerId!)
            .Select(group => new { group.Key, Count = group.Sum(row => row.Count) })
            .ToDictionaryAsync(group => group.Key, group => group.Count, StringComparer.Ordinal, cancellationToken);

    internal async Task<(long Count, DateTimeOffset? Since)> SumAsync(
        string caller, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sums = await db.Set<AuditEntry>()
            .Where(row => row.CallerId == caller && row.LastAt >= from && row.At < to)
            .GroupBy(row => row.CallerId)
            .Select(group => new
            {
                Count = group.Sum(row => row.Count),
                Since = group.Min(row => (DateTimeOffset?)row.At),
            })
            .ToListAsync(cancellationToken);
        return sums is [var sum] ? (sum.Count, sum.Since) : (0, null);
    }

    internal Task<long> CountRefusalsAsync(
        string? caller, string? network, long hour, CancellationToken cancellationToken) =>
        Within(hour)
            .Where(row => AuditAnomalyDetector.Refusals.Contains(row.Kind)
                && (caller == null || row.CallerId == caller) && (network == null || row.Address == network))
            .SumAsync(row => row.Count, cancellationToken);

    internal async Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = db.Set<AuditEntry>().Where(row => row.LastAt < before).OrderBy(row => row.LastAt).Take(PurgeBatch);
        while (await old.ExecuteDeleteAsync(cancellationToken) == PurgeBatch)
            await Task.Yield();
    }

    private IQueryable<AuditEntry> Within(long hour)
    {
        var (from, to) = (AuditEventCount.StartOf(hour), AuditEventCount.StartOf(hour + 1));
        return db.Set<AuditEntry>().Where(row => row.LastAt >= from && row.At < to);
    }

    // The user of an event can have been removed since.
    private async Task<List<AuditEntry>> ToEntriesAsync(
        IReadOnlyList<AuditEventCount> counts, CancellationToken cancellationToken)
    {
        Guid[] named = [.. counts.Select(count => count.Event.UserId).OfType<Guid>().Distinct()];
        var users = await db.Set<User>().Where(user => named.Contains(user.Id)).Select(user => user.Id)
            .ToHashSetAsync(cancellationToken);
        return
        [
            .. counts.Select(count => AuditEntry.Hourly(
                count.Event.UserId is { } user && !users.Contains(user)
                    ? count with { Event = count.Event.Anonymous() }
                    : count)),
        ];
    }

    private Task<int> AddAsync(AuditEntry row, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO activity (id, user_id, kind, at, last_at, count, caller_kind, caller_id, caller_name, provider,
            data, address, outcome, flags, merge_key)
        VALUES ({row.Id}, {row.UserId}, {row.Kind.ToString()}, {row.At.ToUnixTimeMilliseconds()},
            {row.LastAt.ToUnixTimeMilliseconds()}, {row.Count}, {row.CallerKind?.ToString()}, {row.CallerId},
            {row.CallerName}, {row.Provider}, {row.Data}, {row.Address}, {row.Outcome}, {(int)row.Flags},
            {row.MergeKey})
        ON CONFLICT (merge_key) DO UPDATE SET
            count = activity.count + excluded.count,
            at = CASE WHEN excluded.at < activity.at THEN excluded.at ELSE activity.at END,
            last_at = CASE WHEN excluded.last_at > activity.last_at THEN excluded.last_at ELSE activity.last_at END,
            flags = activity.flags | excluded.flags
        """,
        cancellationToken);
}
