using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The verbs under <c>vault</c>, as the command line knows them.</summary>
internal static class VaultCommands
{
    public static Command Create(Func<Task<int>> rotate)
    {
        var vault = new Command("vault", "Creates a master key and re-encrypts the stored data with it.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        var change = new Command(
            "rotate", "Re-encrypts all stored data with the current master key while MusicAuth keeps running.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        change.SetAction(_ => rotate());
        vault.Add(change);

        var file = new Argument<string>("file") { Description = "The path of the new file, for example "
            + "/keys/master-2.key." };
        var make = new Command("new-key", "Creates the file of a new master key. Never overwrites a file.");
        make.Add(file);
        make.SetAction(parsed =>
            RotateMasterKeyCommand.CreateKeyAsync(parsed.GetRequiredValue(file), Console.Out, Console.Error));
        vault.Add(make);
        return vault;
    }
}
