using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Vault;

namespace MusicAuth.Access;

/// <summary>
/// Who was let in by an older copy of the database is let in no more: that copy knows of nothing that was ended since.
/// </summary>
public sealed class RestoredAccess : IRollbackHandler
{
    // Whatever else admits a caller and can be revoked belongs here: what was revoked since would come back to life.
    public async Task HandleAsync(MusicAuthDb db, RollbackMark? newer, CancellationToken cancellationToken)
    {
        await db.Set<Session>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<ClaimLink>().ExecuteDeleteAsync(cancellationToken);
    }
}
