using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.RollbackDetection;

/// <summary>Reads the content of the rollback record.</summary>
internal sealed class RollbackRecordStore(MusicAuthDb db)
{
    /// <summary>Reads the record without the token fingerprints.</summary>
    public async Task<RollbackRecord> ReadCountersAsync(CancellationToken cancellationToken)
    {
        var meta = await db.Set<InstanceMetadata>().AsNoTracking().SingleAsync(cancellationToken);
        return new(meta.InstanceId, meta.Epoch, meta.Commits, new Dictionary<Guid, string>());
    }

    public async Task<RollbackRecord> ReadAsync(CancellationToken cancellationToken)
    {
        // Before the grants: with a counter newer than the fingerprints, a used token would look current.
        var record = await ReadCountersAsync(cancellationToken);
        var grants = await db.Set<Grant>().AsNoTracking()
            .Select(grant => new { grant.Id, grant.RefreshFingerprint }).ToListAsync(cancellationToken);
        return record with
        {
            TokenFingerprints = grants.ToDictionary(
                grant => grant.Id, grant => RollbackRecord.ShortenFingerprint(grant.RefreshFingerprint)),
        };
    }
}
