using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The commands with their descriptions and actions.</summary>
internal sealed class CommandTree(string[] args, Func<WebApplicationBuilder, WebApplication> compose)
{
    public RootCommand Create()
    {
        // Settings are unknown to System.CommandLine: --Spotify:ClientId=…
        var root = new RootCommand("MusicAuth: sign in once to Spotify and Deezer, and your apps keep working.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.Add(new Option<bool>(CommandLineSwitches.StopWithStandardInput) { Hidden = true });
        root.Add(new Option<string>(CommandLineSwitches.SandboxClock) { Hidden = true });
        root.Add(new Option<bool>(CommandLineSwitches.AcceptRollback)
        {
            Description = "Accepts an older copy of the database that MusicAuth otherwise refuses at start.",
        });
        root.SetAction(_ => WithAppAsync(app => ServeCommand.RunAsync(app, args)));
        root.Add(CreateHealth());
        root.Add(CreateImport());
        root.Add(CreateVault());
        root.Add(CreateUsers());
        return root;
    }

    private Command CreateHealth()
    {
        var health = Create(
            "health", "Checks whether the broker on this machine is ready. Exit code 0 means ready, 1 not ready.");
        health.SetAction(_ => HealthCommand.RunAsync(CommandArguments.Settings(args), Console.Error));
        return health;
    }

    private Command CreateImport()
    {
        var file = new Argument<string>("file") { Description = "The SQLite file, for example data/musicauth.db." };
        var import = Create(
            "import-sqlite", "Copies a SQLite database into the empty PostgreSQL database of the settings.");
        import.Add(file);
        import.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            return WithAppAsync(
                app => app.Services.GetRequiredService<ImportSqliteCommand>()
                    .RunAsync(path, Console.Out, CancellationToken.None),
                path);
        });
        return import;
    }

    private Command CreateVault()
    {
        var rotate = Create(
            "rotate", "Re-encrypts all stored data with the current master key while MusicAuth keeps running.");
        rotate.SetAction(_ => WithAppAsync(app => app.Services.GetRequiredService<RotateMasterKeyCommand>()
            .RunAsync(Console.Out, Console.Error, CancellationToken.None)));
        var file = new Argument<string>("file")
        {
            Description = "The path of the new file, for example /keys/master-2.key.",
        };
        var newKey = new Command("new-key", "Creates the file of a new master key. Never overwrites a file.") { file };
        newKey.SetAction(parsed =>
            NewMasterKeyCommand.RunAsync(parsed.GetRequiredValue(file), Console.Out, Console.Error));
        return Create("vault", "Creates a master key and re-encrypts the stored data with it.", rotate, newKey);
    }

    private Command CreateUsers()
    {
        var ownerLink = Create(
            "owner-link",
            "Prints a link that is valid for one hour. The account that signs in with the link becomes the owner.");
        ownerLink.SetAction(_ => WithAppAsync(app => app.Services.GetRequiredService<OwnerLinkCommand>()
            .RunAsync(Console.Out, CancellationToken.None)));
        return Create("users", "Manages the users of this MusicAuth.", ownerLink);
    }

    private static Command Create(string name, string description, params IEnumerable<Command> subcommands)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        foreach (var subcommand in subcommands)
            command.Add(subcommand);
        return command;
    }

    private async Task<int> WithAppAsync(Func<WebApplication, Task<int>> run, params IEnumerable<string> operands)
    {
        var builder = BrokerBuilderFactory.Create(CommandArguments.Settings(args, operands));
        SandboxClockFollower.AddTo(builder.Services, args);
        await using var app = compose(builder);
        return await run(app);
    }
}
