using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Identities;

/// <summary>The accounts that can sign in as the users of this instance.</summary>
/// <remarks>Changes run in the caller's transaction.</remarks>
internal sealed class IdentityStore(
    MusicAuthDb db, AllowList allowList, GuestAccountStore guests, TimeProvider time)
{
    /// <summary>Finds the identity of an account by <c>account_id</c>, else by <c>id</c>.</summary>
    public async Task<Identity?> FindAsync(ProviderAccount account, CancellationToken cancellationToken)
    {
        var identities = db.Set<Identity>().Where(identity => identity.Provider == account.Provider);
        var byAccountId = account.AccountId is null ? null : await identities
            .FirstOrDefaultAsync(identity => identity.AccountId == account.AccountId, cancellationToken);
        if (byAccountId is not null || account.ProviderUserId is null)
            return byAccountId;
        // An equal id does not match where both have an account_id.
        return await identities.FirstOrDefaultAsync(
            identity => identity.ProviderUserId == account.ProviderUserId &&
                (identity.AccountId == null || account.AccountId == null),
            cancellationToken);
    }

    /// <returns>Null where this user has no such identity.</returns>
    public Task<Identity?> FindAsync(Guid userId, Guid identityId, CancellationToken cancellationToken) =>
        db.Set<Identity>().AsNoTracking().FirstOrDefaultAsync(
            identity => identity.UserId == userId && identity.Id == identityId, cancellationToken);

    /// <summary>The user's identities, the oldest first.</summary>
    public async Task<IReadOnlyList<Identity>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        [.. (await db.Set<Identity>().AsNoTracking().Where(identity => identity.UserId == userId)
            .ToListAsync(cancellationToken)).OrderBy(identity => identity.LinkedAt).ThenBy(identity => identity.Id)];

    public async Task<Identity> AddAsync(Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var identity = new Identity
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Provider = account.Provider,
            AccountId = account.AccountId,
            ProviderUserId = await FreeUserIdAsync(account, cancellationToken),
            DisplayName = account.DisplayName,
            LastSignInAt = now,
        };
        db.Add(identity);
        await db.SaveChangesAsync(cancellationToken);
        return identity;
    }

    /// <summary>Records a sign-in, and the id that the profile did not have before.</summary>
    public async Task RecordSignInAsync(Identity known, ProviderAccount account, CancellationToken cancellationToken)
    {
        known.AccountId ??= account.AccountId;
        known.ProviderUserId ??= await FreeUserIdAsync(account, cancellationToken);
        known.DisplayName = account.DisplayName ?? known.DisplayName;
        known.LastSignInAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Removes an identity, and ends the sessions that its sign-ins began.</summary>
    /// <returns>Whether the current session has ended.</returns>
    public async Task<bool> RemoveAsync(Identity identity, Guid? currentSession, CancellationToken cancellationToken)
    {
        // A session of an older version has no identity, and can be of this account.
        await db.Set<Session>()
            .Where(session => session.UserId == identity.UserId && (session.IdentityId == identity.Id
                || (session.IdentityId == null && session.Id != currentSession)))
            .ExecuteDeleteAsync(cancellationToken);
        await db.Set<Identity>().Where(row => row.Id == identity.Id).ExecuteDeleteAsync(cancellationToken);
        await guests.RemoveAsync(identity, cancellationToken);
        return !await db.Set<Session>().AnyAsync(session => session.Id == currentSession, cancellationToken);
    }

    /// <summary>Whether the allow list, where there is one, or the owner has let in an account of this user.</summary>
    public async Task<bool> IsAllowedAsync(Guid userId, bool isOwner, CancellationToken cancellationToken) =>
        !allowList.IsInForce || isOwner
        || (await db.Set<Identity>().AsNoTracking().Where(identity => identity.UserId == userId)
            .ToListAsync(cancellationToken)).Exists(allowList.Contains)
        || await guests.IsAdmittedAsync(userId, cancellationToken);

    /// <summary>Counts the users that the allow list excludes.</summary>
    public async Task<int> CountExcludedAsync(CancellationToken cancellationToken)
    {
        var listed = (await db.Set<Identity>().AsNoTracking().ToListAsync(cancellationToken))
            .Where(allowList.Contains).Select(identity => identity.UserId).ToHashSet();
        listed.UnionWith(await guests.ListAdmittedUsersAsync(cancellationToken));
        var users = await db.Set<User>().Where(user => !user.IsOwner).Select(user => user.Id)
            .ToListAsync(cancellationToken);
        return users.Count(user => !listed.Contains(user));
    }

    // A provider can give the id of an old account to a new one, which must still be able to sign in.
    private async Task<string?> FreeUserIdAsync(ProviderAccount account, CancellationToken cancellationToken) =>
        await db.Set<Identity>().AnyAsync(
            identity => identity.Provider == account.Provider && identity.ProviderUserId == account.ProviderUserId,
            cancellationToken)
            ? null
            : account.ProviderUserId;
}
