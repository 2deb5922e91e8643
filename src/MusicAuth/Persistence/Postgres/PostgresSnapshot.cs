using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Postgres;

/// <summary>Copies all rows within one repeatable-read transaction.</summary>
internal sealed class PostgresSnapshot(ScopedServices scopes) : IDatabaseSnapshot
{
    public Task WriteAsync(string file, CancellationToken cancellationToken) => scopes.UseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellationToken);
        await using var copy = await SqliteFile.CreateAsync(file, cancellationToken);
        // The file is no database yet: after a crash it is made again.
        await copy.Database.ExecuteSqlRawAsync("PRAGMA synchronous=OFF", cancellationToken);
        await DatabaseCopy.CopyAsync(db, copy, cancellationToken);
    });
}
