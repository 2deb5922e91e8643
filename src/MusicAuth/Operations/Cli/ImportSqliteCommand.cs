using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>
/// The command <c>import-sqlite</c>: copies an instance from SQLite to PostgreSQL. The settings name the target, as
/// they do for the broker. The command does not change the SQLite file.
/// </summary>
internal sealed class ImportSqliteCommand(
    IOptions<DatabaseOptions> options, IDatabaseStartup target, DataDirectoryLock directoryLock,
    MasterKeyLoader masterKey, ScopedServices scopes)
{
    public static Verb Create(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "The SQLite file, for example data/musicauth.db." };
        var verb = new Verb(
            "import-sqlite", "Copies a SQLite database into the empty PostgreSQL database of the settings.", file)
        {
            Examples =
            [
                "import-sqlite data/musicauth.db --Database:Kind=Postgres "
                    + "--Database:ConnectionString=\"Host=db;Database=musicauth;Username=musicauth\"",
            ],
        };
        verb.SetAction(parsed => host.RunQuietlyAsync(
            parsed,
            services => services.GetRequiredService<ImportSqliteCommand>().RunAsync(
                parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Output, CancellationToken.None)));
        return verb;
    }

    public async Task<int> RunAsync(string file, TextWriter output, CancellationToken cancellationToken)
    {
        if (!options.Value.IsPostgres)
        {
            throw new StartupException(
                StartupException.Configuration,
                "import-sqlite copies into PostgreSQL. Set Database:Kind to Postgres and Database:ConnectionString to "
                + "an empty database, as for the broker.");
        }

        var source = new DatabaseOptions { ConnectionString = SqliteFile.ConnectionString(Path.GetFullPath(file)) };
        if (!File.Exists(source.SqliteFile))
            throw new StartupException(
                StartupException.DatabaseUnusable, $"The database file {source.SqliteFile} does not exist.");
        var rowsByTable = await StartupErrors.TranslateAsync(
            failure => SqliteErrors.Describe(failure, source.SqliteFile) ?? target.DescribeFailure(failure),
            () => CopyAsync(source, cancellationToken));
        foreach (var (table, rows) in rowsByTable)
            await output.WriteLineAsync($"{rows,8} {table}");
        await output.WriteLineAsync(
            $"Copied. Start MusicAuth with these settings. The copy did not change {file}: keep that file until "
            + "everything works, then delete it.");
        return 0;
    }

    private Task<IReadOnlyDictionary<string, long>> CopyAsync(
        DatabaseOptions source, CancellationToken cancellationToken)
    {
        Lock(Path.GetDirectoryName(RealPath.Resolve(source.SqliteFile))!);
        RequireEmptySpill(Path.GetDirectoryName(source.SqliteFile)!);
        return new SqliteInspector(Options.Create(source)).ReadAsync(
            (db, cancellation) => CopyAsync(source.SqliteFile, db, cancellation), cancellationToken);
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

        var metadata = await MasterKeyLoader.ReadMetadataAsync(source, cancellationToken)
            ?? throw new DatabaseUnusableException($"The database {file} contains no data to import.");
        await using var startupLock = await target.AcquireStartupLockAsync(cancellationToken);
        if (!await target.InspectAsync(IsEmptyAsync, cancellationToken))
        {
            throw new DatabaseUnusableException(
                $"The database {target.Name} already contains MusicAuth data, so nothing was copied. Set "
                + "Database:ConnectionString to an empty database.");
        }

        masterKey.Load(metadata);
        await target.MigrateAsync(cancellationToken);
        return await scopes.UseAsync(db => DatabaseCopy.CopyAsync(source, db, cancellationToken));
    }

    // The folder can be mounted read-only, because the command does not write to it.
    private void Lock(string folder)
    {
        if (PrivateDirectory.IsWritable(folder))
            directoryLock.Acquire(folder);
        else
            directoryLock.AcquireReadOnly(folder);
    }

    // Spilled tokens are newer than the tokens in the file, which the provider can have replaced.
    private void RequireEmptySpill(string folder)
    {
        var spill = Path.Combine(folder, SpillFolder.Name);
        if (folder != options.Value.DataDirectoryPath && Directory.Exists(spill)
            && Directory.EnumerateFiles(spill, $"*{SpillFile.Extension}").Any())
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
}
