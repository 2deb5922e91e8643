namespace MusicAuth.Persistence;

internal sealed class SqliteDialect(SqliteMaintenance maintenance) : IDatabaseDialect
{
    public string ClockMilliseconds => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public Task EraseRemainsAsync(CancellationToken cancellationToken) =>
        maintenance.CheckpointAsync(cancellationToken);
}
