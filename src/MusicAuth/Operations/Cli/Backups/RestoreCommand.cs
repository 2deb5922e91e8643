using System.CommandLine;

namespace MusicAuth.Operations.Cli.Backups;

/// <summary>The command <c>restore</c>: restores a backup into an empty instance, which must not run.</summary>
internal static class RestoreCommand
{
    public static Verb Create(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "The file of the backup." };
        var passphraseFile = BackupPassphrase.CreateOption();
        var verb = new Verb(
            "restore", "Restores a backup into an empty MusicAuth, on SQLite or PostgreSQL.", file, passphraseFile)
        {
            Examples =
            [
                "restore /backups/musicauth-2026-11-29T120000Z-3f9a2c61.tar.gz.age",
                "restore music.age --passphrase-file /run/secrets/passphrase",
            ],
        };
        verb.SetAction((parsed, cancellationToken) => host.RunQuietlyAsync(parsed, async services =>
        {
            var restore = await RestoreAsync(
                services, parsed.GetRequiredValue(file), parsed.GetValue(passphraseFile), cancellationToken);
            await ReportAsync(parsed.InvocationConfiguration.Output, restore);
            return 0;
        }));
        return verb;
    }

    /// <summary>Makes the restore that the page prepared before the server stopped.</summary>
    public static Task CommitAsync(
        IServiceProvider services, PreparedRestore restore, CancellationToken cancellationToken) => UseEmptyAsync(
        services,
        async () =>
        {
            await services.GetRequiredService<RestoreCommit>().CommitAsync(restore, cancellationToken);
            return true;
        },
        cancellationToken);

    private static Task<PreparedRestore> RestoreAsync(
        IServiceProvider services, string file, string? passphraseFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new StartupException(
                StartupException.Configuration, $"The backup {Path.GetFullPath(file)} does not exist.");
        var passphrase = BackupPassphrase.Read(services, passphraseFile);
        return UseEmptyAsync(
            services,
            async () =>
            {
                await using var backup = File.OpenRead(file);
                var restore = await services.GetRequiredService<RestorePreparation>()
                    .PrepareAsync(backup, passphrase, cancellationToken);
                await services.GetRequiredService<RestoreCommit>().CommitAsync(restore, cancellationToken);
                return restore;
            },
            cancellationToken);
    }

    private static Task<T> UseEmptyAsync<T>(
        IServiceProvider services, Func<Task<T>> restore, CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<IDatabaseStartup>();
        return StartupErrors.TranslateAsync(database.DescribeFailure, async () =>
        {
            services.GetRequiredService<DataDirectory>().Acquire();
            await using var startupLock = await database.AcquireStartupLockAsync(cancellationToken);
            await RestoreCommit.RequireEmptyAsync(database, cancellationToken);
            return await restore();
        });
    }

    private static async Task ReportAsync(TextWriter output, PreparedRestore restore)
    {
        var restored = restore.Restored;
        await output.WriteLineAsync(
            $"Restored the backup of {restore.Manifest.CreatedAt:yyyy-MM-dd HH:mm} UTC ({restored.Describe()}).");
        foreach (var loss in restored.DescribeLosses())
            await output.WriteLineAsync(loss);
        if (restored is { ReauthorizationRequired: 0, DeletedConnections: 0 })
            await output.WriteLineAsync(
                "MusicAuth uses all connections as before. If a provider has replaced a refresh token after the "
                + "backup, that connection asks for a new sign-in.");
        await output.WriteLineAsync(
            """
            Start MusicAuth, and sign in again in each browser. Owner links and invitations have ended. Do not start
            the old MusicAuth any more: two programs would use the same refresh tokens, and the provider can then end
            the consents.
            """);
    }
}
