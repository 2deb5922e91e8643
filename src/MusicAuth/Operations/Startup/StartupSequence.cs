namespace MusicAuth.Operations.Startup;

/// <summary>The steps before the server listens, in their order.</summary>
internal sealed partial class StartupSequence(
    DataDirectory dataDirectory, IDatabaseStartup database, VaultStartup vault, RollbackRecordWriter rollbackRecord,
    RefreshRecovery recovery, ILogger<StartupSequence> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Log.Starting(logger, dataDirectory.Path, database.Name);
        await StartupErrors.TranslateAsync(
            database.DescribeFailure,
            () => PrepareAsync(cancellationToken),
            "Make the data directory and everything in it readable and writable for this user.");
    }

    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        dataDirectory.Acquire();
        await using var startupLock = await database.AcquireStartupLockAsync(cancellationToken);

        // Before the migrations, which write: a wrong master key must leave the database unchanged.
        await vault.OpenAsync(
            () => database.InspectBySqlAsync(MasterKeyLoader.ReadMetadataAsync, cancellationToken), database.Name);

        await database.MigrateAsync(cancellationToken);
        await vault.SaveAsync(database.IsFile, cancellationToken);
        await rollbackRecord.WriteAsync(cancellationToken);
        vault.EnsureKeyRing();
        await recovery.RunAsync(cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Information, "Data directory {Directory}, database {Database}")]
        public static partial void Starting(ILogger logger, string directory, string database);
    }
}
