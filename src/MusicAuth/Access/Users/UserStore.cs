using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Users;

/// <summary>The users of this instance.</summary>
internal sealed class UserStore(
    MusicAuthDb db, ApiKeyValidator keys, AuditStore audit, GuestAccountStore guests, SessionLifetime life,
    TimeProvider time)
{
    public Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<User>().AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId, cancellationToken);

    public Task<bool> IsOwnerAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<User>().AnyAsync(user => user.Id == userId && user.IsOwner, cancellationToken);

    /// <returns>Null where the instance has no owner.</returns>
    public Task<Guid?> OwnerAsync(CancellationToken cancellationToken) =>
        db.Set<User>().Where(user => user.IsOwner).Select(user => (Guid?)user.Id)
            .FirstOrDefaultAsync(cancellationToken);

    public Task<bool> HasOwnerAsync(CancellationToken cancellationToken) =>
        db.Set<User>().AnyAsync(user => user.IsOwner, cancellationToken);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<User>().AnyAsync(cancellationToken);

    /// <summary>All users, the oldest first.</summary>
    public async Task<IReadOnlyList<UserOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var (minCreated, minSeen) = life.LimitsAt(time.GetUtcNow());
        return await db.Set<User>().AsNoTracking().OrderBy(user => user.CreatedAt).ThenBy(user => user.Id)
            .Select(user => new UserOverview(
                user,
                // The rows of expired sessions stay until the next sign-in.
                db.Set<Session>().Count(session => session.UserId == user.Id
                    && session.CreatedAt > minCreated && session.LastSeenAt > minSeen),
                db.Set<ApiKey>().Count(key => key.UserId == user.Id),
                db.Set<Session>().Where(session => session.UserId == user.Id)
                    .Max(session => (DateTimeOffset?)session.LastSeenAt),
                db.Set<ApiKey>().Where(key => key.UserId == user.Id).Max(key => key.LastUsedAt)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Removes a user and all their data.</summary>
    /// <remarks>Runs in the caller's transaction; the caller calls <see cref="OnRemoved"/> after it.</remarks>
    /// <returns>False where there is no such user.</returns>
    public async Task<bool> RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await audit.AnonymiseAsync(userId, cancellationToken);
        var identities = await db.Set<Identity>().AsNoTracking().Where(identity => identity.UserId == userId)
            .ToListAsync(cancellationToken);
        foreach (var identity in identities)
        {
            await audit.AnonymiseAsync(identity, cancellationToken);
            await guests.RemoveAsync(identity, cancellationToken);
        }

        return await db.Set<User>().Where(user => user.Id == userId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>Ends the keys of the removed user in this process at once.</summary>
    public void OnRemoved() => keys.EvictAll();

    /// <summary>Applies the new owner to the scopes of keys in this process at once.</summary>
    public void OnOwnerChanged() => keys.EvictAll();
}
