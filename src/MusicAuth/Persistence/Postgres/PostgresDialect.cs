using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence.Postgres;

internal sealed class PostgresDialect : IDatabaseDialect
{
    // "musicwri" as a number: not the lock of the startup.
    private const long Writers = 0x6d75_7369_6377_7269;

    // now() would be the beginning of the transaction.
    public string UnixMillisecondsSql => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    // PostgreSQL removes old row versions itself, and they contain encrypted values only.
    public bool IsWalTruncationDue => false;

    public Task<bool> TruncateWalAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<IDbContextTransaction> BeginExclusiveTransactionAsync(
        MusicAuthDb db, CancellationToken cancellationToken)
    {
        // A stricter default level of the server would read a snapshot from before the wait for the lock.
        var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            // The lock ends with the transaction, so that a pooler can pass the connection on.
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
