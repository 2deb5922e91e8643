using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

/// <summary>A file on a disk of this machine; the locks of its folders keep other processes away for good.</summary>
internal sealed class SqliteStart(
    IOptions<DatabaseOptions> options, SqliteInspection inspection, SqliteMigration migration) : IDatabaseStart
{
    public Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        FileSystem.RequireLocal(options.Value.SqliteFile);
        return Task.FromResult<IAsyncDisposable>(new Entered());
    }

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadAsync(read, cancellationToken);

    public Task MigrateAsync(CancellationToken cancellationToken) => migration.MigrateAsync(cancellationToken);

    private sealed class Entered : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
