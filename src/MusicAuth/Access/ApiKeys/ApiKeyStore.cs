using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.ApiKeys;

/// <summary>The API keys in the database.</summary>
internal sealed class ApiKeyStore(
    MusicAuthDb db, IDatabaseDialect dialect, ApiKeyValidator validator, AuditStore audit,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    public const int MaxPerUser = 100;

    /// <summary>How long the secret before a rotation stays valid.</summary>
    public static readonly TimeSpan RotationPeriod = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Set<ApiKey>().AsNoTracking().Where(key => key.UserId == userId)
            .OrderByDescending(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync(cancellationToken);

    /// <returns>Null where this user has no such key.</returns>
    public Task<ApiKey?> FindAsync(Guid userId, string id, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().AsNoTracking().FirstOrDefaultAsync(
            key => key.UserId == userId && key.Id == id, cancellationToken);

    public Task<StoredApiKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().AsNoTracking().Where(key => key.Id == id)
            .Join(
                db.Set<User>(), key => key.UserId, user => user.Id,
                (key, user) => new StoredApiKey(key, user.IsOwner))
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Creates a key and returns it in full; afterwards only its hash exists.</summary>
    /// <exception cref="ProblemException">limit_reached.</exception>
    public async Task<(ApiKey Row, Secret Key)> CreateAsync(
        NewApiKey request, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        var userId = auditEvent.UserId!.Value;
        var text = ApiKeyFormat.Create();
        var row = new ApiKey
        {
            Id = ApiKeyFormat.IdOf(text).ToString(),
            UserId = userId,
            Name = request.Name,
            SecretHash = ApiKeyFormat.Hash(text),
            Scopes = [.. request.Scopes],
            Providers = request.Providers is null ? null : [.. request.Providers],
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = request.ExpiresAt,
        };
        // Another request must not add a key between the count and the insert.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await db.Set<ApiKey>().CountAsync(key => key.UserId == userId, cancellationToken) >= MaxPerUser)
            throw new ProblemException(
                ProblemCode.LimitReached,
                $"You already have {MaxPerUser} API keys, which is the limit. Revoke a key that no app uses any more.");
        db.Add(row);
        audit.Add(auditEvent with { Data = row.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (row, new Secret(text));
    }

    /// <summary>Changes a key: in this process at once, in others within ten seconds.</summary>
    /// <returns>The key as it is now; null where this user has no such key.</returns>
    public async Task<ApiKey?> ChangeAsync(
        string id, ApiKeyChange change, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        if (!change.IsEmpty)
            await RecordAsync(
                id, change.Name, auditEvent, keys => UpdateAsync(keys, change, cancellationToken), cancellationToken);
        return await FindAsync(auditEvent.UserId!.Value, id, cancellationToken);
    }

    /// <summary>
    /// Gives a key a new secret: in this process at once, in others within ten seconds. The secret before it stays
    /// valid for a day, and an earlier one ends.
    /// </summary>
    /// <returns>Null where this user has no such key.</returns>
    public async Task<(ApiKey Row, Secret Key)?> RotateAsync(
        string id, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        var text = ApiKeyFormat.Create(id);
        var hash = ApiKeyFormat.Hash(text);
        var end = time.GetUtcNow() + RotationPeriod;
        // One statement, so that of two rotations at once the second succeeds the first.
        var isRotated = await RecordAsync(
            id, newName: null, auditEvent,
            keys => keys.ExecuteUpdateAsync(
                row => row.SetProperty(key => key.PreviousHash, key => key.SecretHash)
                    .SetProperty(key => key.PreviousEndsAt, end)
                    .SetProperty(key => key.SecretHash, hash),
                cancellationToken),
            cancellationToken);
        return isRotated && await FindAsync(auditEvent.UserId!.Value, id, cancellationToken) is { } rotated
            ? (rotated, new Secret(text))
            : null;
    }

    /// <summary>Revokes a key: in this process at once, in others within ten seconds.</summary>
    /// <returns>False where this user has no such key.</returns>
    public Task<bool> RevokeAsync(string id, AuditEvent auditEvent, CancellationToken cancellationToken) => RecordAsync(
        id, newName: null, auditEvent, keys => keys.ExecuteDeleteAsync(cancellationToken), cancellationToken);

    public Task RecordUsageAsync(ApiKeyUsage usage, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().Where(key => key.Id == usage.KeyId).ExecuteUpdateAsync(
            row => row.SetProperty(key => key.LastUsedAt, usage.At).SetProperty(key => key.LastUsedFrom, usage.From),
            cancellationToken);

    private IQueryable<ApiKey> OfUser(AuditEvent auditEvent, string id) =>
        db.Set<ApiKey>().Where(key => key.UserId == auditEvent.UserId && key.Id == id);

    private static Task<int> UpdateAsync(
        IQueryable<ApiKey> keys, ApiKeyChange change, CancellationToken cancellationToken) => keys.ExecuteUpdateAsync(
        row =>
        {
            if (change.Name is { } name)
                row.SetProperty(key => key.Name, name);
            if (change.ChangesExpiry)
                row.SetProperty(key => key.ExpiresAt, change.ExpiresAt);
        },
        cancellationToken);

    // The counter moves, so that the start recognises an older copy of the database, in which the key lives longer.
    private async Task<bool> RecordAsync(
        string id, string? newName, AuditEvent auditEvent, Func<IQueryable<ApiKey>, Task<int>> change,
        CancellationToken cancellationToken)
    {
        var keys = OfUser(auditEvent, id);
        var name = newName ?? await keys.Select(key => key.Name).FirstOrDefaultAsync(cancellationToken);
        var isChanged = await audit.RecordAsync(
            auditEvent with { Data = name },
            async () =>
            {
                // The counter comes before the key, in the same order as when its user is deleted.
                await rollbackCounter.IncrementAsync(db, cancellationToken);
                return await change(keys) > 0;
            },
            cancellationToken);
        validator.Evict(id);
        return isChanged;
    }
}
