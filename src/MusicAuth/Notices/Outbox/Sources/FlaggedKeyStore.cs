using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Reads the API keys that the audit log has flagged.</summary>
internal sealed class FlaggedKeyStore(MusicAuthDb db)
{
    public Task<List<FlaggedKey>> ListAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        db.Set<AuditEntry>().AsNoTracking()
            .Where(entry => entry.LastAt >= since && entry.Flags != AuditAnomalyKinds.None && entry.UserId != null
                && entry.CallerKind == AuditCallerKind.Key && entry.CallerId != null
                && db.Set<ApiKey>().Any(key => key.Id == entry.CallerId && key.UserId == entry.UserId))
            .OrderBy(entry => entry.At)
            .Select(entry => new FlaggedKey(
                entry.Id, entry.UserId!.Value, entry.CallerId!, entry.CallerName, entry.Address, entry.Flags))
            .ToListAsync(cancellationToken);
}
