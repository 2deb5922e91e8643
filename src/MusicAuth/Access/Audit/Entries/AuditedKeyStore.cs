using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>Lists the keys of a user that the audit log has flagged, or refused for a missing scope.</summary>
internal sealed class AuditedKeyStore(MusicAuthDb db)
{
    // Entries are hourly, so a week of one key and kind has at most 168.
    private const int MaxEntries = 2000;

    /// <summary>A key with a new secret is flagged only by entries that began after it.</summary>
    public async Task<IReadOnlyList<AuditedKey>> ListFlaggedAsync(
        Guid userId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            EntriesOf(userId, since).Where(entry => entry.Flags != AuditAnomalyKinds.None), cancellationToken);
        return
        [
            .. found.Where(key => key.Since > key.RotatedAt).GroupBy(key => key.KeyId, StringComparer.Ordinal)
                .Select(group => group.First() with
                {
                    Flags = group.Aggregate(AuditAnomalyKinds.None, (flags, key) => flags | key.Flags),
                    Scope = null,
                }),
        ];
    }

    public async Task<IReadOnlyList<AuditedKey>> ListScopeRefusalsAsync(
        Guid userId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            EntriesOf(userId, since).Where(entry =>
                entry.Kind == AuditKind.ScopeRefused && AccessScopes.All.Contains(entry.Data!)),
            cancellationToken);
        return [.. found.DistinctBy(key => (key.KeyId, key.Scope)).Select(key => key with { Flags = default })];
    }

    private IQueryable<AuditEntry> EntriesOf(Guid userId, DateTimeOffset since) => db.Set<AuditEntry>().Where(entry =>
        entry.UserId == userId && entry.LastAt >= since && entry.CallerKind == AuditCallerKind.Key);

    private async Task<List<AuditedKey>> ReadAsync(IQueryable<AuditEntry> entries, CancellationToken stop) =>
        await entries
            .Join(
                db.Set<ApiKey>(), entry => new { Id = entry.CallerId!, UserId = entry.UserId!.Value },
                key => new { key.Id, key.UserId },
                (entry, key) => new { Entry = entry, Key = key })
            .OrderBy(found => found.Entry.At).Take(MaxEntries)
            .Select(found => new AuditedKey(
                found.Key.Id, found.Key.Name, found.Entry.Flags, found.Entry.Data, found.Entry.At,
                found.Key.PreviousEndsAt))
            .ToListAsync(stop);
}
