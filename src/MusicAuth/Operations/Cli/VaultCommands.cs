using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The verbs under <c>vault</c>, as the command line knows them.</summary>
internal static class VaultCommands
{
    public static Command Create(Func<Task<int>> rotate)
    {
        var vault = new Command("vault", "The master key: a new one, and the change to it.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        var change = new Command(
            "rotate", "Puts all that is sealed under the current master key, while MusicAuth goes on.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        change.SetAction(_ => rotate());
        vault.Add(change);

        var file = new Argument<string>("file") { Description = "Where to put it, as /keys/master-2.key." };
        var make = new Command("new-key", "Makes the file of a new master key; never overwrites one.");
        make.Add(file);
        make.SetAction(parsed =>
            RotateMasterKeyCommand.CreateKeyAsync(parsed.GetRequiredValue(file), Console.Out, Console.Error));
        vault.Add(make);
        return vault;
    }
}
