using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The verbs. Without one the broker serves.</summary>
public static class CommandLine
{
    /// <summary>Runs what the arguments ask for and gives the exit code.</summary>
    /// <param name="args">A verb, or settings such as <c>--urls=http://127.0.0.1:5080</c>.</param>
    /// <param name="compose">The table of contents: adds every module, builds, maps.</param>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> compose)
    {
        var root = Describe(args, () => ServeAsync(args, compose));
        root.Add(DescribeImport(file => ImportAsync(file, args, compose)));
        root.Add(VaultCommands.Create(() => RotateAsync(args, compose)));
        root.Add(UserCommands.Create(() => PrintOwnerLinkAsync(args, compose)));
        if (CommandArguments.FindError(args, root) is { } complaint)
            return await new StartupError(StartupError.Configuration, [complaint]).WriteAsync(Console.Error);
        try
        {
            // By default System.CommandLine ends the process 2 s after SIGTERM, in the middle of the drain.
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        // An operator reads lines that tell the remedy, not a stack trace.
        catch (Exception exception) when (StartupError.From(exception) is { } known)
        {
            return await known.WriteAsync(Console.Error);
        }
    }

    private static RootCommand Describe(string[] args, Func<Task<int>> serve)
    {
        var root = new RootCommand("MusicAuth: sign in once to Spotify and Deezer, and your apps keep working.")
        {
            // Settings are options of the configuration: --Spotify:ClientId=…
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Add(new Option<bool>(CommandLineSwitches.StopWithStandardInput) { Hidden = true });
        root.Add(new Option<bool>(CommandLineSwitches.AcceptRollback)
        {
            Description = "Accepts an older copy of the database that MusicAuth otherwise refuses at start.",
        });
        root.SetAction(_ => serve());

        var health = new Command("health",
            "Checks whether the broker on this machine is ready. Exit code 0 means ready, 1 not ready.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        health.SetAction(_ => HealthCommand.RunAsync(CommandArguments.Settings(args), Console.Error));
        root.Add(health);
        return root;
    }

    private static Command DescribeImport(Func<string, Task<int>> import)
    {
        var file = new Argument<string>("file") { Description = "The SQLite file, for example data/musicauth.db." };
        var command = new Command(
            "import-sqlite", "Copies a SQLite database into the empty PostgreSQL database of the settings.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.Add(file);
        command.SetAction(parsed => import(parsed.GetRequiredValue(file)));
        return command;
    }

    private static Task<int> ImportAsync(
        string file, string[] args, Func<WebApplicationBuilder, WebApplication> compose) =>
        WithAppAsync(args, compose, async app =>
        {
            var copied = await app.Services.GetRequiredService<ImportSqliteCommand>().RunAsync(file, CancellationToken.None);
            foreach (var (table, rows) in copied)
                await Console.Out.WriteLineAsync($"{rows,8} {table}");
            await Console.Out.WriteLineAsync(
                $"Copied. Start MusicAuth with these settings. The copy did not change {file}: keep that file until "
                + "everything works, then delete it.");
            return 0;
        }, file);

    private static Task<int> RotateAsync(string[] args, Func<WebApplicationBuilder, WebApplication> compose) =>
        WithAppAsync(args, compose, app => app.Services.GetRequiredService<RotateMasterKeyCommand>()
            .RunAsync(Console.Out, Console.Error, CancellationToken.None));

    private static Task<int> PrintOwnerLinkAsync(
        string[] args, Func<WebApplicationBuilder, WebApplication> compose) =>
        WithAppAsync(args, compose, app => app.Services.GetRequiredService<OwnerLinkCommand>()
            .RunAsync(Console.Out, CancellationToken.None));

    private static Task<int> ServeAsync(string[] args, Func<WebApplicationBuilder, WebApplication> compose) =>
        WithAppAsync(args, compose, async app =>
        {
            app.Services.GetRequiredService<RollbackDetector>().IsAccepted = args.Contains(
                CommandLineSwitches.AcceptRollback, StringComparer.Ordinal);
            await app.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);
            if (args.Contains(CommandLineSwitches.StopWithStandardInput, StringComparer.Ordinal))
                StandardInputMonitor.StopWhenClosed(app.Lifetime);
            await RunAsync(app);
            return 0;
        });

    private static async Task<int> WithAppAsync(
        string[] args, Func<WebApplicationBuilder, WebApplication> compose, Func<WebApplication, Task<int>> work,
        params IEnumerable<string> operands)
    {
        await using var app = compose(BrokerBuilderFactory.Create(CommandArguments.Settings(args, operands)));
        return await work(app);
    }

    private static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was still starting.
        }
        // A certificate that is not there, a socket's folder that is closed.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            && StartupError.From(failure) is null && !app.Lifetime.ApplicationStarted.IsCancellationRequested)
        {
            throw new StartupException(
                StartupException.Configuration,
                    $"MusicAuth cannot listen: {failure.Message} Correct the setting Urls or the section Kestrel.",
                failure);
        }
        catch (Exception failure) when (app.Lifetime.ApplicationStarted.IsCancellationRequested
            && app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A part that cannot stop cleanly must not make a crash of the stop: the others have stopped.
            await Console.Error.WriteLineAsync($"musicauth: A component did not stop cleanly: {failure.Message}");
        }
    }
}
