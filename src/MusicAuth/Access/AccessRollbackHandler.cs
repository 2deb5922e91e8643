using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access;

/// <summary>
/// Who was let in by an older copy of the database is let in no more: that copy knows of nothing that was ended since.
/// </summary>
public sealed class AccessRollbackHandler : IRollbackHandler
{
    // A key that was revoked since would come back to life, and the copy cannot know which one that is. Without a mark
    // nothing says that there is a since: it may be the same database at another place.
    public async Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken)
    {
        await db.Set<Session>().ExecuteDeleteAsync(cancellationToken);
        if (newer is not null)
            await db.Set<ApiKey>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<OwnerLink>().ExecuteDeleteAsync(cancellationToken);
    }
}
