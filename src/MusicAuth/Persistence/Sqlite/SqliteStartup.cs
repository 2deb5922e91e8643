using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Starts with SQLite: one process, which holds the lock of the data directory.</summary>
internal sealed class SqliteStartup(
    IOptions<DatabaseOptions> options, SqliteInspector inspection, SqliteMigrator migration) : IDatabaseStartup
{
    public string Name => options.Value.SqliteFile;

    public bool IsFile => true;

    public bool IsNew => !File.Exists(Name);

    public Task<IAsyncDisposable> AcquireStartupLockAsync(CancellationToken cancellationToken)
    {
        NetworkFileSystem.RequireLocal(Path.GetDirectoryName(RealPath.Resolve(Name))!);
        return Task.FromResult<IAsyncDisposable>(new NoLock());
    }

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadAsync(read, cancellationToken);

    public Task<T> InspectBySqlAsync<T>(
        Func<PlainConnection?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadBySqlAsync(read, cancellationToken);

    public Task MigrateAsync(CancellationToken cancellationToken) => migration.MigrateAsync(cancellationToken);

    public void DeleteNew()
    {
        SqliteConnectionSource.ClearPool(options.Value);
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(Name + suffix);
    }

    public string? DescribeFailure(Exception failure) => SqliteErrors.Describe(failure, Name);

    private sealed class NoLock : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
