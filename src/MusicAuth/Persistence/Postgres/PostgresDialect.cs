using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence.Postgres;

internal sealed class PostgresDialect : IDatabaseDialect
{
    // "musicwri" as a number: apart from the lock of the start.
    private const long Writers = 0x6d75_7369_6377_7269;

    // Not now(), which is the beginning of the transaction.
    public string UnixMillisecondsSql => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    // What a row version leaves behind is PostgreSQL's to clean up, and sealed.
    public Task<bool> TruncateWalAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<IDbContextTransaction> BeginExclusiveTransactionAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        // A stricter level, which a server may have for its default, would read what was before the wait for the lock.
        var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            // Ends with the transaction, so that a pooler may give the connection to anyone afterwards.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Writers})", cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }
}
