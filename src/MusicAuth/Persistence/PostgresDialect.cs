using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence;

internal sealed class PostgresDialect : IDatabaseDialect
{
    // "musicwri", as a number: apart from the lock of the start.
    private const long Writers = 0x6D75_7369_6377_7269;

    // Not now(), which is the transaction's start.
    public string ClockMilliseconds => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    // Erased rows stay in the server's files and log until they are written over: sealed, as they always were.
    public Task EraseRemainsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IDbContextTransaction> BeginAloneAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
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
