using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>SQLite: one process, which holds the lock of its folder from before this to its end.</summary>
internal sealed class SqliteStartup(
    IOptions<DatabaseOptions> options, SqliteInspector inspection, SqliteMigrator migration) : IDatabaseStartup
{
    public string Name => options.Value.SqliteFile;

    public Task<IAsyncDisposable> AcquireStartupLockAsync(CancellationToken cancellationToken)
    {
        NetworkFileSystem.RequireLocal(Path.GetDirectoryName(RealPath.Resolve(Name))!);
        return Task.FromResult<IAsyncDisposable>(new NothingHeld());
    }

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadAsync(read, cancellationToken);

    public Task MigrateAsync(CancellationToken cancellationToken) => migration.MigrateAsync(cancellationToken);

    public string? DescribeFailure(Exception failure) => DatabaseUnusableException.Describe(failure, Name);

    private sealed class NothingHeld : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
