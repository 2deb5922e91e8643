using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Vault;

namespace MusicAuth.Grants;

/// <summary>What the mark beside the master key is made of.</summary>
public sealed class MarkStore(MusicAuthDb db)
{
    /// <summary>How far the database is, without its grants.</summary>
    public async Task<RollbackMark> PeekAsync(CancellationToken cancellationToken)
    {
        var meta = await db.Set<InstanceMeta>().AsNoTracking().SingleAsync(cancellationToken);
        return new(meta.InstanceId, meta.Epoch, meta.Commits, new Dictionary<Guid, string>());
    }

    /// <summary>The mark in full.</summary>
    /// <remarks>
    /// The number first: grants that are newer than it do no harm, while a number that is newer than they are would
    /// take a spent token for one in force.
    /// </remarks>
    public async Task<RollbackMark> ReadAsync(CancellationToken cancellationToken)
    {
        var mark = await PeekAsync(cancellationToken);
        var grants = await db.Set<Grant>().AsNoTracking()
            .Select(grant => new { grant.Id, grant.RefreshFingerprint }).ToListAsync(cancellationToken);
        return mark with
        {
            Tokens = grants.ToDictionary(grant => grant.Id, grant => RollbackMark.Shorten(grant.RefreshFingerprint)),
        };
    }
}
