namespace MusicAuth.Persistence;

internal sealed class PostgresDialect : IDatabaseDialect
{
    // Not now(), which is the beginning of the transaction.
    public string ClockMilliseconds => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    // What a row version leaves behind is PostgreSQL's to clean up, and sealed.
    public Task EraseRemainsAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
