using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence;

/// <summary>A server that several processes use: those that start together go through the start one by one.</summary>
internal sealed class PostgresStart(PostgresStartLock startLock, PostgresInspection inspection, DbScopes scopes)
    : IDatabaseStart
{
    // An index over many rows takes longer than any request may.
    private static readonly TimeSpan MigrationLimit = TimeSpan.FromMinutes(10);

    public Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken) =>
        startLock.TakeAsync(cancellationToken);

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadAsync(read, cancellationToken);

    public Task MigrateAsync(CancellationToken cancellationToken) => scopes.UseAsync(async db =>
    {
        db.Database.SetCommandTimeout(MigrationLimit);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await db.Database.MigrateAsync(cancellationToken);
    });
}
