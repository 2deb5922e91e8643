using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence;

internal sealed class SqliteDialect(SqliteMaintenance maintenance) : IDatabaseDialect
{
    public string ClockMilliseconds => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public Task<bool> EraseRemainsAsync(CancellationToken cancellationToken) =>
        maintenance.CheckpointAsync(cancellationToken);

    // Begins immediate: SQLite has one writer.
    public Task<IDbContextTransaction> BeginAloneAsync(MusicAuthDb db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(cancellationToken);
}
