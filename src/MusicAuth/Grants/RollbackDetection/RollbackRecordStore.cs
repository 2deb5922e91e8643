using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.RollbackDetection;

/// <summary>What the mark beside the master key is made of.</summary>
public sealed class RollbackRecordStore(MusicAuthDb db)
{
    /// <summary>How far the database is, without its grants.</summary>
    public async Task<RollbackRecord> ReadCountersAsync(CancellationToken cancellationToken)
    {
        var meta = await db.Set<InstanceMetadata>().AsNoTracking().SingleAsync(cancellationToken);
        return new(meta.InstanceId, meta.Epoch, meta.Commits, new Dictionary<Guid, string>());
    }

    /// <summary>The mark in full.</summary>
    /// <remarks>
    /// The number first: grants that are newer than it do no harm, while a number that is newer than they are would
    /// take a spent token for one in force.
    /// </remarks>
    public async Task<RollbackRecord> ReadAsync(CancellationToken cancellationToken)
    {
        var mark = await ReadCountersAsync(cancellationToken);
        var grants = await db.Set<Grant>().AsNoTracking()
            .Select(grant => new { grant.Id, grant.RefreshFingerprint }).ToListAsync(cancellationToken);
        return mark with
        {
            TokenFingerprints = grants.ToDictionary(grant => grant.Id, grant => RollbackRecord.ShortenFingerprint(grant.RefreshFingerprint)),
        };
    }
}
