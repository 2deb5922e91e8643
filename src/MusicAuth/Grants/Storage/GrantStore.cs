using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Storage;

/// <summary>Reads and stores grants. A spilled token set replaces the tokens of its row.</summary>
internal sealed class GrantStore(
    MusicAuthDb db, TokenProtector protector, GrantSpill spill, IDatabaseDialect dialect, AuditStore auditStore,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    public async Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        spill.ApplyTo(await db.Set<Grant>().AsNoTracking()
            .FirstOrDefaultAsync(grant => grant.UserId == userId && grant.Provider == provider, cancellationToken));

    public async Task<Grant?> FindAsync(Guid grantId, CancellationToken cancellationToken) =>
        spill.ApplyTo(await db.Set<Grant>().AsNoTracking()
            .FirstOrDefaultAsync(grant => grant.Id == grantId, cancellationToken));

    public async Task<IReadOnlyList<Grant>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().Where(grant => grant.UserId == userId)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => spill.ApplyTo(row)!)];
    }

    public async Task<IReadOnlyList<Grant>> ListAllAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(row => spill.ApplyTo(row)!)];
    }

    /// <summary>Stores a new consent. It wins over a running refresh, and keeps the id of an existing grant.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public Task SaveConsentAsync(
        Guid userId, ProviderAccount account, string clientId, TokenSet tokens, CancellationToken cancellationToken) =>
        SaveConsentAsync(userId, account, clientId, tokens, time.GetUtcNow(), cancellationToken);

    /// <summary>Stores the consent of a pending link.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public async Task SaveConsentAsync(
        Guid userId, ProviderAccount account, string clientId, TokenSet tokens, DateTimeOffset consentedAt,
        CancellationToken cancellationToken)
    {
        await LockAsync(userId, account.Provider, cancellationToken);
        var grant = await ConnectionOf(userId, account.Provider).FirstOrDefaultAsync(cancellationToken);
        if (grant is null)
        {
            grant = New(userId, account, clientId, time.GetUtcNow());
            db.Add(grant);
        }

        grant.ClientId = clientId;
        grant.AccountId = account.Key;
        grant.DisplayName = account.DisplayName;
        grant.Scopes = [.. tokens.Scopes ?? []];
        grant.State = GrantState.Active;
        grant.Reason = null;
        grant.InvalidatedAt = null;
        grant.RetryAt = null;
        grant.RetriedAt = null;
        grant.Generation++;
        grant.AuthorizedAt = consentedAt;
        grant.AccessExpiresAt = tokens.ExpiresAt;
        grant.LastRefreshedAt = null;
        protector.Protect(grant, tokens.AccessToken, tokens.RefreshToken);
        await db.SaveChangesAsync(cancellationToken);
        await rollbackCounter.IncrementAsync(db, cancellationToken);
    }

    /// <summary>Counts a sign-in that stores no consent, because another account is connected.</summary>
    /// <remarks>
    /// Runs in the caller's transaction, before the change of sessions: an older copy of the database, where another
    /// user owns the instance or the replaced session is active, must be detected.
    /// </remarks>
    public Task CountSignInAsync(CancellationToken cancellationToken) =>
        rollbackCounter.IncrementAsync(db, cancellationToken);

    /// <returns>False where there is no such connection.</returns>
    public async Task<bool> EraseAsync(
        Guid userId, string provider, AuditEvent audit, CancellationToken cancellationToken)
    {
        var isErased = await auditStore.RecordAsync(
            audit,
            async () =>
            {
                if (!await DeleteAsync(ConnectionOf(userId, provider), cancellationToken))
                    return false;
                await rollbackCounter.IncrementAsync(db, cancellationToken);
                return true;
            },
            cancellationToken);
        if (isErased)
            await dialect.TruncateWalAsync(CancellationToken.None);
        return isErased;
    }

    /// <summary>Erases the connection of the identity's account, and of no other account.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    /// <returns>False where that account is not connected.</returns>
    public Task<bool> EraseAccountAsync(Identity identity, CancellationToken cancellationToken) => DeleteAsync(
        ConnectionOf(identity.UserId, identity.Provider).Where(
            grant => grant.AccountId == identity.AccountId || grant.AccountId == identity.ProviderUserId),
        cancellationToken);

    /// <summary>Erases a user with all tokens, sessions and keys.</summary>
    /// <returns>False where there is no such user.</returns>
    public async Task<bool> EraseUserAsync(
        Guid userId, UserStore users, AuditEvent audit, CancellationToken cancellationToken)
    {
        // Exclusive, because a sign-in locks its user before the counter.
        await using (var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken))
        {
            var isErased = await auditStore.RecordAsync(
                transaction,
                audit,
                async () =>
                {
                    await DeleteAsync(db.Set<Grant>().Where(grant => grant.UserId == userId), cancellationToken);
                    // The counter comes before the sessions and keys, which the database deletes with their user.
                    await rollbackCounter.IncrementAsync(db, cancellationToken);
                    return await users.RemoveAsync(userId, cancellationToken);
                },
                cancellationToken);
            if (!isErased)
                return false;
        }

        users.OnRemoved();
        await dialect.TruncateWalAsync(CancellationToken.None);
        return true;
    }

    private async Task<bool> DeleteAsync(IQueryable<Grant> grants, CancellationToken cancellationToken)
    {
        await DeleteIntentsAsync(grants, cancellationToken);
        return await grants.ExecuteDeleteAsync(cancellationToken) > 0;
    }

    // Locks the row until the commit, so that a refresh commits either before or after.
    private async Task LockAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        var connection = ConnectionOf(userId, provider);
        await DeleteIntentsAsync(connection, cancellationToken);
        await connection.ExecuteUpdateAsync(
            row => row.SetProperty(grant => grant.Generation, grant => grant.Generation), cancellationToken);
    }

    private Task<int> DeleteIntentsAsync(IQueryable<Grant> grants, CancellationToken cancellationToken) =>
        db.Set<RefreshIntent>().Where(intent => grants.Any(grant => grant.Id == intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);

    private IQueryable<Grant> ConnectionOf(Guid userId, string provider) =>
        db.Set<Grant>().Where(grant => grant.UserId == userId && grant.Provider == provider);

    private static Grant New(Guid userId, ProviderAccount account, string clientId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Provider = account.Provider,
        ClientId = clientId,
        AccountId = account.Key,
        Scopes = [],
        EncryptedAccessToken = [],
    };
}
