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
            Group("config", "Works with the settings.", ConfigCheckCommand.Create(host)),
            DoctorCommand.Create(host),
            BackupCommand.Create(host),
            RestoreCommand.Create(host),
            ImportSqliteCommand.Create(host),
            Group(
                "keys", "Manages the API keys of all users, also while MusicAuth runs.",
                CreateApiKeyCommand.Create(host), ListApiKeysCommand.Create(host), RevokeApiKeyCommand.Create(host),
                RotateApiKeyCommand.Create(host)),
            Group(
                "users", "Manages the users of this MusicAuth.",
                ListUsersCommand.Create(host), RemoveUserCommand.Create(host), OwnerLinkCommand.Create(host)),
            ExportCommand.Create(host),
            Group(
                "vault", "Creates a master key and re-encrypts the stored data with it.",
                RotateMasterKeyCommand.Create(host), NewMasterKeyCommand.Create()),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        ServeCommand.AddOptions(root);
        VerbHelp.AddTo(root);
        return root;
    }

    private static Verb Group(string name, string description, params IEnumerable<Command> commands) =>
        new(name, description, commands) { ExitCodes = [] };
}
