using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access;

/// <summary>
/// Ends sessions, keys, owner links and invitations after the start accepted an older copy of the database.
/// </summary>
internal sealed class AccessRollbackHandler : IRollbackHandler
{
    // The copy does not know which keys and sessions have ended since. Without a newer counter it can be the same
    // database on another machine, so the keys stay.
    public async Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken)
    {
        await db.Set<Session>().ExecuteDeleteAsync(cancellationToken);
        if (newer is not null)
            await db.Set<ApiKey>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<OwnerLink>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<Invitation>().ExecuteDeleteAsync(cancellationToken);
    }
}
