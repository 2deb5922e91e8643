using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.Persistence;
using MusicAuth.Vault;

namespace MusicAuth.Operations;

/// <summary>Everything that must hold before the server listens, in this order.</summary>
public sealed partial class StartSequence(
    IStartupValidator configuration,
    IOptions<DatabaseOptions> options,
    IServiceProvider services,
    DataDirectory dataDirectory,
    Unsealing unsealing,
    Rollback rollback,
    KeyRing keyRing,
    KeyCensus census,
    MarkKeeper marks,
    Recovery recovery,
    ILogger<StartSequence> logger)
{
    /// <exception cref="StartupException">It does not hold; the exit code and one line per cause.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RequireValidConfiguration();
        // Which kind of database it is can be asked only now.
        var database = services.GetRequiredService<IDatabaseStart>();
        Log.Starting(logger, options.Value.DataDirectoryPath, database.Name);
        try
        {
            dataDirectory.Take(options.Value);
            await using var alone = await database.EnterAsync(cancellationToken);

            // Before migrations, which write: a wrong key must leave the database as it is.
            var meta = await database.InspectAsync(Unsealing.FindMetaAsync, cancellationToken);
            rollback.Check(meta, database.Name);
            unsealing.Unseal(meta);

            await database.MigrateAsync(cancellationToken);
            await unsealing.RecordAsync(cancellationToken);
            if (await rollback.SettleAsync(canMove: !options.Value.IsPostgres, cancellationToken))
                await services.GetRequiredService<IDatabaseDialect>().EraseRemainsAsync(cancellationToken);
            await marks.WriteAsync(cancellationToken);
            keyRing.Prepare();
            await recovery.RunAsync(cancellationToken);
            await census.TellAsync(cancellationToken);
        }
        catch (VaultSealedException e)
        {
            throw new StartupException(StartupException.Sealed, e.Message, e);
        }
        catch (Exception e) when (database.Explain(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
        // A file or folder of the data directory, named in the message.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                $"A file of MusicAuth cannot be used: {e.Message} Make the data directory and all in it readable and "
                + "writable for this user.",
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
