using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Startup;

/// <summary>The steps before the server listens, in their order.</summary>
internal sealed partial class StartupSequence(
    IStartupValidator configuration, IServiceProvider services, DataDirectory dataDirectory, VaultStartup vault,
    RollbackRecordWriter rollbackRecord, RefreshRecovery recovery, ILogger<StartupSequence> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        StartupErrors.Validate(configuration);
        // The kind of database is known only after the validation.
        var database = services.GetRequiredService<IDatabaseStartup>();
        Log.Starting(logger, dataDirectory.Path, database.Name);
        await StartupErrors.TranslateAsync(
            database.DescribeFailure,
            () => RunAsync(database, cancellationToken),
            "Make the data directory and everything in it readable and writable for this user.");
    }

    private async Task<bool> RunAsync(IDatabaseStartup database, CancellationToken cancellationToken)
    {
        dataDirectory.Acquire();
        await using var startupLock = await database.AcquireStartupLockAsync(cancellationToken);

        // Before the migrations, which write: a wrong master key must leave the database unchanged.
        var metadata = await database.InspectAsync(MasterKeyLoader.ReadMetadataAsync, cancellationToken);
        vault.Open(metadata, database.Name);

        await database.MigrateAsync(cancellationToken);
        if (await vault.SaveAsync(database.IsFile, cancellationToken))
            await services.GetRequiredService<IDatabaseDialect>().TruncateWalAsync(cancellationToken);
        await rollbackRecord.WriteAsync(cancellationToken);
        vault.EnsureKeyRing();
        await recovery.RunAsync(cancellationToken);
        await vault.LogKeyUsageAsync(cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Information, "Data directory {Directory}, database {Database}")]
        public static partial void Starting(ILogger logger, string directory, string database);
    }
}
