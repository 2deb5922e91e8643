using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;

namespace MusicAuth.Operations.Cli.Vault;

/// <summary>The command <c>vault new-key</c>: creates the file of a new master key.</summary>
internal static class NewMasterKeyCommand
{
    public static Verb Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The path of the new file, for example /keys/master-2.key.",
        };
        var verb = new Verb("new-key", "Creates the file of a new master key. Never overwrites a file.", file)
        {
            Examples = ["vault new-key /keys/master-2.key"],
            ExitCodes =
            [
                (0, "Done."), (StartupException.Configuration, "The argument is not valid."),
                (StartupException.MasterKeyUnusable, "The file cannot be created."),
            ],
        };
        verb.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return verb;
    }

    private static async Task<int> RunAsync(string file, TextWriter output, TextWriter error)
    {
        var path = Path.GetFullPath(file);
        try
        {
            if (Path.Exists(path))
                throw new MasterKeyUnusableException(
                    $"The file {path} already exists and was not overwritten. Choose the path of a new file.");
            new MasterKeyFile(NullLogger<MasterKeyFile>.Instance).Create(path).Dispose();
        }
        catch (MasterKeyUnusableException e)
        {
            return await new StartupException(StartupException.MasterKeyUnusable, e.Message, e).WriteAsync(error);
        }

        await output.WriteLineAsync(
            $"""
            Created {path}. Back it up separately from the database.
            To use the new key, set Vault:MasterKeyFile to this file, add the previous file to
            Vault:PreviousMasterKeyFiles, restart MusicAuth, and run 'MusicAuth vault rotate'.
            """);
        return 0;
    }
}
