using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>Writes what was noted, and asks the lines of before whether it is odd.</summary>
public sealed class AuditBatchStore(MusicAuthDb db)
{
    private const int SweptAtOnce = 500;

    /// <summary>All of them or none; each is added to the line of its hour where there is one.</summary>
    /// <returns>What is odd about them.</returns>
    internal async Task<IReadOnlyList<AuditAnomaly>> WriteAsync(
        IReadOnlyList<AuditEventCount> tallies, AuditAnomalyDetector anomalies, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await RowsAsync(tallies, cancellationToken);
        var found = await anomalies.DetectAsync(rows, this, cancellationToken);
        // In one order: two replicas that add to the same lines must not wait for each other in a circle.
        foreach (var row in rows.OrderBy(row => Convert.ToHexString(row.MergeKey!), StringComparer.Ordinal))
            await AddAsync(row, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    /// <summary>Whether a key was used before, from this network or from any.</summary>
    internal Task<bool> WasUsedAsync(string keyId, string? network, CancellationToken cancellationToken) =>
        db.Set<AuditEntry>().AnyAsync(
            row => row.CallerId == keyId && row.CallerKind == AuditCallerKind.Key
                && row.Kind != AuditKind.KeyRefused && row.Address != null
                && (network == null || row.Address == network),
            cancellationToken);

    /// <summary>How much each of these callers did in an hour.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> CountAsync(
        IReadOnlyCollection<string> callers, long hour, CancellationToken cancellationToken) =>
        await Within(hour).Where(row => callers.Contains(row.CallerId!))
            .GroupBy(row => row.CallerId!)
            .Select(group => new { group.Key, Count = group.Sum(row => row.Count) })
            .ToDictionaryAsync(group => group.Key, group => group.Count, StringComparer.Ordinal, cancellationToken);

    /// <summary>How much a caller did between two instants, and since when.</summary>
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

    /// <summary>How often a caller, or a network, was refused in an hour.</summary>
    internal Task<long> CountRefusalsAsync(
        string? caller, string? network, long hour, CancellationToken cancellationToken) =>
        Within(hour)
            .Where(row => AuditAnomalyDetector.Refusals.Contains(row.Kind)
                && (caller == null || row.CallerId == caller) && (network == null || row.Address == network))
            .SumAsync(row => row.Count, cancellationToken);

    /// <summary>Takes away what is older, a little at a time.</summary>
    internal async Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = db.Set<AuditEntry>().Where(row => row.LastAt < before).OrderBy(row => row.LastAt).Take(SweptAtOnce);
        while (await old.ExecuteDeleteAsync(cancellationToken) == SweptAtOnce)
        {
            // Others write in between.
            await Task.Yield();
        }
    }

    private IQueryable<AuditEntry> Within(long hour)
    {
        var (from, to) = (AuditEventCount.StartOf(hour), AuditEventCount.StartOf(hour + 1));
        return db.Set<AuditEntry>().Where(row => row.LastAt >= from && row.At < to);
    }

    // Who was removed since it was noted leaves no name behind.
    private async Task<List<AuditEntry>> RowsAsync(
        IReadOnlyList<AuditEventCount> tallies, CancellationToken cancellationToken)
    {
        Guid[] named = [.. tallies.Select(tally => tally.Event.UserId).OfType<Guid>().Distinct()];
        var users = await db.Set<User>().Where(user => named.Contains(user.Id)).Select(user => user.Id)
            .ToHashSetAsync(cancellationToken);
        return
        [
            .. tallies.Select(tally => AuditEntry.Hourly(
                tally.Event.UserId is { } user && !users.Contains(user)
                    ? tally with { Event = tally.Event.Anonymous() }
                    : tally)),
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
