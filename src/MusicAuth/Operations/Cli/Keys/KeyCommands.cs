namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys</c>.</summary>
internal static class KeyCommands
{
    public static Verb Create(CommandHost host) => new(
        "keys", "Manages the API keys of all users, also while MusicAuth runs.",
        CreateKeyCommand.Create(host), ListKeysCommand.Create(host), RevokeKeyCommand.Create(host),
        RotateKeyCommand.Create(host));
}
