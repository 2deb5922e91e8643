namespace MusicAuth.Operations.Cli.Vault;

/// <summary>The command <c>vault</c>.</summary>
internal static class VaultCommands
{
    public static Verb Create(CommandHost host) => new(
        "vault", "Creates a master key and re-encrypts the stored data with it.",
        RotateMasterKeyCommand.Create(host), NewMasterKeyCommand.Create());
}
