using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence.Sqlite;

internal sealed class SqliteDialect(SqliteWal maintenance) : IDatabaseDialect
{
    public string UnixMillisecondsSql => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public Task<bool> TruncateWalAsync(CancellationToken cancellationToken) =>
        maintenance.TruncateAsync(cancellationToken);

    // The driver begins an immediate transaction, and SQLite has one writer.
    public Task<IDbContextTransaction> BeginExclusiveTransactionAsync(
        MusicAuthDb db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(cancellationToken);
}
