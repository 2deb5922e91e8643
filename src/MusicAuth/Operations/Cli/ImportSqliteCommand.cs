using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>
/// The verb <c>import-sqlite</c>: moves an instance from SQLite to PostgreSQL. The settings name the target, as they
/// will for the broker; the file is only read.
/// </summary>
public sealed class ImportSqliteCommand(
    IStartupValidator configuration, IOptions<DatabaseOptions> options, IDatabaseStartup target, DataDirectoryLock locks,
    MasterKeyLoader unsealing, ScopedServices scopes)
{
    /// <returns>Table by table, how many rows were copied.</returns>
    /// <exception cref="StartupException">Nothing was copied; the message says why and what mends it.</exception>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(string file, CancellationToken cancellationToken)
    {
        StartupError.RequireValid(configuration.Validate);
        if (!options.Value.IsPostgres)
        {
            throw new StartupException(
                StartupException.Configuration,
                "import-sqlite copies into PostgreSQL. Set Database:Kind to Postgres and Database:ConnectionString to "
                + "an empty database, as for the broker.");
        }

        var source = new DatabaseOptions { ConnectionString = $"Data Source={Path.GetFullPath(file)}" };
        if (!File.Exists(source.SqliteFile))
            throw new StartupException(
                StartupException.DatabaseUnusable, $"The database file {source.SqliteFile} does not exist.");
        try
        {
            TakeLock(Path.GetDirectoryName(RealPath.Resolve(source.SqliteFile))!);
            RequireNothingSpilled(Path.GetDirectoryName(source.SqliteFile)!);
            return await new SqliteInspector(Options.Create(source)).ReadAsync(
                (db, stop) => CopyAsync(source.SqliteFile, db, stop), cancellationToken);
        }
        catch (MasterKeyUnusableException e)
        {
            throw new StartupException(StartupException.MasterKeyUnusable, e.Message, e);
        }
        catch (Exception e) when (Explain(e, source.SqliteFile) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                    $"MusicAuth cannot use a file: {e.Message} Make the file readable for this user.", e);
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> CopyAsync(
        string file, MusicAuthDb? source, CancellationToken cancellationToken)
    {
        if (source is null || (await source.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            throw new DatabaseUnusableException(
                $"An older MusicAuth created the database {file}. Start this version with that database and "
                + "Database:Kind=Sqlite once, stop it, and import again.");
        }

        var meta = await MasterKeyLoader.ReadMetadataAsync(source, cancellationToken)
            ?? throw new DatabaseUnusableException($"The database {file} contains no data to import.");
        await using var alone = await target.AcquireStartupLockAsync(cancellationToken);
        if (!await target.InspectAsync(IsEmptyAsync, cancellationToken))
        {
            throw new DatabaseUnusableException(
                $"The database {target.Name} already contains MusicAuth data, so nothing was copied. Set "
                + "Database:ConnectionString to an empty database.");
        }

        unsealing.Load(meta);
        await target.MigrateAsync(cancellationToken);
        return await scopes.UseAsync(db => DatabaseCopy.CopyAsync(source, db, cancellationToken));
    }

    // The file is only read: a folder that is mounted read-only is good enough.
    private void TakeLock(string folder)
    {
        if (PrivateDirectory.IsWritable(folder))
            locks.Acquire(folder);
        else
            locks.AcquireReadOnly(folder);
    }

    // Newer than the file, and not in it: its tokens may be spent.
    private void RequireNothingSpilled(string folder)
    {
        var spill = Path.Combine(folder, "spill");
        if (folder != options.Value.DataDirectoryPath && Directory.Exists(spill)
            && Directory.EnumerateFiles(spill, "*.json").Any())
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                $"The folder {spill} contains tokens that the database has not stored. Start MusicAuth with SQLite "
                + "once more, with free space on its disk, or import with DataDirectory set to the parent of that "
                + "folder.");
        }
    }

    private static async Task<bool> IsEmptyAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is null || await DatabaseCopy.IsEmptyAsync(db, cancellationToken);

    private string? Explain(Exception failure, string file) =>
        DatabaseUnusableException.Describe(failure, file) ?? target.DescribeFailure(failure);
}
