using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>Starts the server; also runs when the command line contains no command.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    // Service managers start a process again that ends with this code.
    private const int StartAgain = 75;

    public static Verb Create(CommandHost host)
    {
        var verb = new Verb(Name, "Starts the server, as MusicAuth does without a command.")
        {
            Examples = ["serve", "serve --Urls=http://0.0.0.0:5080 --Web:PublicUrl=https://music.example"],
            ExitCodes =
            [
                (0, "The server was stopped."), .. Verb.OfDatabase[1..],
                (StartAgain, "Another process has restored a backup. Start the server again."),
            ],
        };
        AddOptions(verb);
        verb.SetAction(parsed => RunAsync(host, parsed));
        return verb;
    }

    public static void AddOptions(Command command)
    {
        command.Add(new Option<bool>(CommandLineSwitches.StopWithStandardInput) { Hidden = true });
        command.Add(new Option<string>(CommandLineSwitches.SandboxClock) { Hidden = true });
        command.Add(new Option<bool>(CommandLineSwitches.AcceptRollback)
        {
            Description = "Accepts an older copy of the database that MusicAuth otherwise refuses at start.",
        });
    }

    // A restore on the page stops the server, which then starts with the restored database.
    private static async Task<int> RunAsync(CommandHost host, ParseResult parsed)
    {
        while (true)
        {
            PreparedRestore? restore = null;
            var exitCode = await host.RunAsync(parsed, async app =>
            {
                // Before the server runs, because its end disposes the services.
                var restart = app.Services.GetRequiredService<RestartForRestore>();
                var code = await RunAsync(app, parsed);
                restore = restart.Take();
                return code;
            });
            if (restore is null)
                return exitCode;
            await RestoreAsync(host, parsed, restore);
        }
    }

    // A restore that fails has changed nothing, so the server starts with the database that it had.
    private static async Task RestoreAsync(CommandHost host, ParseResult parsed, PreparedRestore restore)
    {
        try
        {
            await host.RunAsync(parsed, async app =>
            {
                await RestoreCommand.CommitAsync(app.Services, restore, CancellationToken.None);
                return 0;
            });
        }
        catch (StartupException failure)
        {
            await failure.WriteAsync(parsed.InvocationConfiguration.Error);
        }
    }

    private static async Task<int> RunAsync(WebApplication app, ParseResult parsed)
    {
        app.Services.GetRequiredService<RollbackDetector>().IsAccepted =
            parsed.GetValue<bool>(CommandLineSwitches.AcceptRollback);
        if (app.Services.GetService<SandboxClockFollower>() is { } sandbox)
        {
            await sandbox.StartAsync(
                app.Services.GetServices<ProviderRegistration>(), app.Lifetime.ApplicationStopping);
        }

        await app.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);
        if (parsed.GetValue<bool>(CommandLineSwitches.StopWithStandardInput))
            StandardInputMonitor.StopWhenClosed(app.Lifetime);
        // Before the server runs, because its end disposes the services.
        var rollbackRecord = app.Services.GetRequiredService<RollbackRecordWriter>();
        await ListenAsync(app);
        return rollbackRecord.IsDatabaseReplaced ? StartAgain : 0;
    }

    private static async Task ListenAsync(WebApplication app)
    {
        var (started, stopping) = (app.Lifetime.ApplicationStarted, app.Lifetime.ApplicationStopping);
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A signal stopped the host before it finished starting.
        }
        // Examples: a missing certificate, a socket in a folder without permission.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            && StartupErrors.From(failure) is null && !started.IsCancellationRequested)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"MusicAuth cannot listen: {failure.Message} Correct the setting Urls or the section Kestrel.",
                failure);
        }
        catch (Exception failure) when (started.IsCancellationRequested && stopping.IsCancellationRequested)
        {
            // The other components have stopped, so the exit code stays 0.
            await Console.Error.WriteLineAsync($"musicauth: A component did not stop cleanly: {failure.Message}");
        }
    }
}
