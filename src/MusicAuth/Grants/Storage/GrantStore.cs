using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Storage;

/// <summary>Grants as they are: in the database, or newer in the spill while that does not take it.</summary>
public sealed class GrantStore(
    MusicAuthDb db, TokenProtector vault, GrantSpill spill, IDatabaseDialect dialect, AuditStore activity,
    RollbackCounter highWater, TimeProvider time)
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

    /// <summary>Stores a new consent: it beats a refresh in flight, heals a dead grant, and keeps its id.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public Task SaveConsentAsync(
        Guid userId, ProviderAccount account, string clientId, TokenSet tokens, CancellationToken cancellationToken) =>
        SaveConsentAsync(userId, account, clientId, tokens, time.GetUtcNow(), cancellationToken);

    /// <summary>The same, of a consent that waited for its user's answer.</summary>
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
        vault.Protect(grant, tokens.AccessToken, tokens.RefreshToken);
        await db.SaveChangesAsync(cancellationToken);
        await highWater.IncrementAsync(db, cancellationToken);
    }

    /// <summary>Erases the connection with its tokens.</summary>
    /// <returns>False where there was none.</returns>
    public async Task<bool> EraseAsync(
        Guid userId, string provider, AuditEvent told, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await DeleteIntentsAsync(userId, provider, cancellationToken);
            if (await ConnectionOf(userId, provider).ExecuteDeleteAsync(cancellationToken) == 0)
                return false;
            activity.Add(told);
            await db.SaveChangesAsync(cancellationToken);
            await highWater.IncrementAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await dialect.TruncateWalAsync(cancellationToken);
        return true;
    }

    /// <summary>Erases the connection of an identity's account; another account's connection stays.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    /// <returns>False where that account is not connected.</returns>
    public async Task<bool> EraseAccountAsync(Identity identity, CancellationToken cancellationToken)
    {
        var connection = ConnectionOf(identity.UserId, identity.Provider).Where(
            grant => grant.AccountId == identity.AccountId || grant.AccountId == identity.ProviderUserId);
        await db.Set<RefreshIntent>().Where(intent => connection.Any(grant => grant.Id == intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);
        return await connection.ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>Erases a user with every token and whatever else is theirs.</summary>
    /// <returns>False where there is no such user.</returns>
    public async Task<bool> EraseUserAsync(
        Guid userId, UserStore users, AuditEvent told, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var theirs = db.Set<Grant>().Where(grant => grant.UserId == userId);
            await db.Set<RefreshIntent>().Where(intent => theirs.Any(grant => grant.Id == intent.GrantId))
                .ExecuteDeleteAsync(cancellationToken);
            await theirs.ExecuteDeleteAsync(cancellationToken);
            if (!await users.RemoveAsync(userId, cancellationToken))
                return false;
            activity.Add(told);
            await db.SaveChangesAsync(cancellationToken);
            await highWater.IncrementAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        users.OnRemoved();
        await dialect.TruncateWalAsync(cancellationToken);
        return true;
    }

    // The row is held from here to the commit: a refresh that is committing comes wholly before or wholly after.
    private async Task LockAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        await DeleteIntentsAsync(userId, provider, cancellationToken);
        await ConnectionOf(userId, provider).ExecuteUpdateAsync(
            row => row.SetProperty(grant => grant.Generation, grant => grant.Generation), cancellationToken);
    }

    private Task<int> DeleteIntentsAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        db.Set<RefreshIntent>()
            .Where(intent => ConnectionOf(userId, provider).Any(grant => grant.Id == intent.GrantId))
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
