using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.ApiKeys;

/// <summary>The API keys in the database.</summary>
public sealed class ApiKeyStore(
    MusicAuthDb db, IDatabaseDialect dialect, ApiKeyValidator check, AuditStore activity, RollbackCounter highWater,
    TimeProvider time)
{
    public const int MaxPerUser = 100;

    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Set<ApiKey>().AsNoTracking().Where(key => key.UserId == userId)
            .OrderByDescending(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync(cancellationToken);

    public Task<StoredApiKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().AsNoTracking().Where(key => key.Id == id)
            .Join(
                db.Set<User>(), key => key.UserId, user => user.Id,
                (key, user) => new StoredApiKey(key, user.IsOwner))
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Makes a key and gives it whole, which nothing does a second time.</summary>
    /// <exception cref="ProblemException">limit_reached.</exception>
    public async Task<(ApiKey Row, Secret Key)> CreateAsync(
        NewApiKey wanted, AuditEvent told, CancellationToken cancellationToken)
    {
        var userId = told.UserId!.Value;
        var text = ApiKeyFormat.Create();
        var hash = new byte[32];
        ApiKeyFormat.TryHash(text, hash);
        var row = new ApiKey
        {
            Id = ApiKeyFormat.IdOf(text).ToString(),
            UserId = userId,
            Name = wanted.Name,
            SecretHash = hash,
            Scopes = [.. wanted.Scopes],
            Providers = wanted.Providers is null ? null : [.. wanted.Providers],
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = wanted.ExpiresAt,
        };
        // Counted and added with nobody between.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await db.Set<ApiKey>().CountAsync(key => key.UserId == userId, cancellationToken) >= MaxPerUser)
            throw new ProblemException(
                ProblemCode.LimitReached,
                $"You already have {MaxPerUser} API keys, which is the limit. Revoke a key that no app uses any more.");
        db.Add(row);
        activity.Add(told with { Data = row.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (row, new Secret(text));
    }

    /// <summary>Ends a key: here at once, in other processes within ten seconds.</summary>
    /// <returns>False where this user has no such key.</returns>
    public async Task<bool> RevokeAsync(string id, AuditEvent told, CancellationToken cancellationToken)
    {
        var theirs = db.Set<ApiKey>().Where(key => key.UserId == told.UserId && key.Id == id);
        var name = await theirs.Select(key => key.Name).FirstOrDefaultAsync(cancellationToken);
        var isRevoked = await activity.RecordAsync(
            told with { Data = name }, () => DeleteAsync(theirs, cancellationToken), cancellationToken);
        check.Evict(id);
        return isRevoked;
    }

    // An older copy of the database, in which the key still is, must be noticed.
    private async Task<bool> DeleteAsync(IQueryable<ApiKey> keys, CancellationToken cancellationToken)
    {
        if (await keys.ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        await highWater.IncrementAsync(db, cancellationToken);
        return true;
    }

    public Task RecordUsageAsync(ApiKeyUsage use, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().Where(key => key.Id == use.KeyId).ExecuteUpdateAsync(
            row => row.SetProperty(key => key.LastUsedAt, use.At).SetProperty(key => key.LastUsedFrom, use.From),
            cancellationToken);
}
