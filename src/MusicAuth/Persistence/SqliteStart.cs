using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

/// <summary>SQLite: one process, which holds the lock of its folder from before this to its end.</summary>
internal sealed class SqliteStart(
    IOptions<DatabaseOptions> options, SqliteInspection inspection, SqliteMigration migration) : IDatabaseStart
{
    public string Name => options.Value.SqliteFile;

    public Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        NetworkFileSystem.Refuse(Path.GetDirectoryName(RealPath.Of(Name))!);
        return Task.FromResult<IAsyncDisposable>(new NothingHeld());
    }

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inspection.ReadAsync(read, cancellationToken);

    public Task MigrateAsync(CancellationToken cancellationToken) => migration.MigrateAsync(cancellationToken);

    public string? Explain(Exception failure) => DatabaseUnusableException.Explain(failure, Name);

    private sealed class NothingHeld : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
