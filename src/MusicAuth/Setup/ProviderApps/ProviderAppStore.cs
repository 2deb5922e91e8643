using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Setup.ProviderApps;

/// <summary>The provider apps that were set on the page.</summary>
internal sealed class ProviderAppStore(
    MusicAuthDb db, IDatabaseDialect dialect, ProviderAppProtector protector, UserStore users, AuditStore audit,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    /// <summary>Stores an app in the place of the one before, and records the change.</summary>
    /// <exception cref="ProblemException">insufficient_scope.</exception>
    public async Task SaveAsync(
        string provider, AppCredentials app, AppCheckOutcome check, AuditEvent e, CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        await BeginChangeAsync(e, cancellationToken);
        var now = time.GetUtcNow();
        var row = await db.Set<StoredProviderApp>()
            .FirstOrDefaultAsync(stored => stored.Provider == provider, cancellationToken);
        if (row is null)
        {
            row = new StoredProviderApp
            {
                Id = Guid.CreateVersion7(now),
                Provider = provider,
                ClientId = app.ClientId,
            };
            db.Add(row);
        }

        (row.ClientId, row.Generation, row.Check, row.CheckedAt) = (app.ClientId, row.Generation + 1, check, now);
        protector.Protect(row, app.ClientSecret);
        audit.Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records a later check, unless the app has changed since.</summary>
    /// <returns>False where the app has changed.</returns>
    public async Task<bool> RecordCheckAsync(
        StoredProviderApp app, AppCheckOutcome check, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Set<StoredProviderApp>().Where(row => row.Id == app.Id && row.Generation == app.Generation)
            .ExecuteUpdateAsync(
                row => row.SetProperty(stored => stored.Check, check).SetProperty(stored => stored.CheckedAt, now),
                cancellationToken) > 0;
    }

    /// <summary>Removes an app, and records the change.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="ProblemException">insufficient_scope.</exception>
    public async Task<bool> RemoveAsync(string provider, AuditEvent e, CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        await BeginChangeAsync(e, cancellationToken);
        if (await db.Set<StoredProviderApp>().Where(app => app.Provider == provider)
            .ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        audit.Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task BeginChangeAsync(AuditEvent e, CancellationToken cancellationToken)
    {
        // A sign-in can make an owner while a request of the setup is under way.
        if (await users.OwnerAsync(cancellationToken) is { } owner && owner != e.UserId)
        {
            throw new ProblemException(
                ProblemCode.InsufficientScope, "This MusicAuth has an owner now. Sign in as the owner.");
        }

        // An older copy of the database, with an earlier secret or a removed app, must be detected.
        await rollbackCounter.IncrementAsync(db, cancellationToken);
    }
}
