using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Startup;

/// <summary>Everything that must hold before the server listens, in this order.</summary>
public sealed partial class StartupSequence(
    IStartupValidator configuration,
    IOptions<DatabaseOptions> options,
    IServiceProvider services,
    DataDirectory dataDirectory,
    MasterKeyLoader unsealing,
    RollbackDetector rollback,
    KeyRingInitializer keyRing,
    MasterKeyUsageReport census,
    RollbackRecordWriter marks,
    RefreshRecovery recovery,
    ILogger<StartupSequence> logger)
{
    /// <exception cref="StartupException">It does not hold; the exit code and one line per cause.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RequireValidConfiguration();
        // Which kind of database it is can be asked only now.
        var database = services.GetRequiredService<IDatabaseStartup>();
        Log.Starting(logger, options.Value.DataDirectoryPath, database.Name);
        try
        {
            dataDirectory.Acquire(options.Value);
            await using var alone = await database.AcquireStartupLockAsync(cancellationToken);

            // Before migrations, which write: a wrong key must leave the database as it is.
            var meta = await database.InspectAsync(MasterKeyLoader.ReadMetadataAsync, cancellationToken);
            rollback.Check(meta, database.Name);
            unsealing.Load(meta);

            await database.MigrateAsync(cancellationToken);
            await unsealing.SaveKeyCheckAsync(cancellationToken);
            if (await rollback.BeginNewEpochAsync(canMove: !options.Value.IsPostgres, cancellationToken))
                await services.GetRequiredService<IDatabaseDialect>().TruncateWalAsync(cancellationToken);
            await marks.WriteAsync(cancellationToken);
            keyRing.EnsureFirstKey();
            await recovery.RunAsync(cancellationToken);
            await census.LogAsync(cancellationToken);
        }
        catch (MasterKeyUnusableException e)
        {
            throw new StartupException(StartupException.MasterKeyUnusable, e.Message, e);
        }
        catch (Exception e) when (database.DescribeFailure(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
        // A file or folder of the data directory, named in the message.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                $"MusicAuth cannot use one of its files: {e.Message} Make the data directory and everything in it "
                + "readable and writable for this user.",
                e);
        }
    }

    private void RequireValidConfiguration()
    {
        try
        {
            configuration.Validate();
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException or InvalidOperationException)
        {
            throw new StartupException(
                StartupException.Configuration,
                string.Join(Environment.NewLine, Failures(e).Distinct(StringComparer.Ordinal)),
                e);
        }
    }

    private static IEnumerable<string> Failures(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Failures),
        OptionsValidationException invalid => invalid.Failures,
        _ => [failure.Message],
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Data directory {Directory}, database {Database}")]
        public static partial void Starting(ILogger logger, string directory, string database);
    }
}
