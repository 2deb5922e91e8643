using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The list of commands. Each creates itself, with its description, examples and exit codes.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CommandHost host)
    {
        var root = new RootCommand("MusicAuth: sign in once to Spotify and Deezer, and your apps keep working.")
        {
            ServeCommand.Create(host),
            HealthCommand.Create(),
            ConfigCommands.Create(host),
            DoctorCommand.Create(host),
            BackupCommand.Create(host),
            RestoreCommand.Create(host),
            ImportSqliteCommand.Create(host),
            KeyCommands.Create(host),
            UserCommands.Create(host),
            ExportCommand.Create(host),
            VaultCommands.Create(host),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        ServeCommand.AddOptions(root);
        VerbHelp.AddTo(root);
        return root;
    }
}
