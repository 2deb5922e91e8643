using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The command <c>export</c>: everything that MusicAuth has of one user, without tokens and secrets.</summary>
internal static class ExportCommand
{
    public static Verb Create(CommandHost host)
    {
        var user = UserLookup.CreateOption();
        var file = new Option<string>("--output")
        {
            Description = "A new file with mode 0600; standard output without this option.",
        };
        var verb = new Verb("export", "Exports everything of one user as JSON, without tokens and secrets.", user, file)
        {
            Examples = ["export --user dora", "export --user dora --output dora.json"],
        };
        return host.UseInstance(verb, InstanceUse.Decrypt, async (services, parsed, cancellationToken) =>
        {
            var found = await UserLookup.FindAsync(services, parsed.GetRequiredValue(user), cancellationToken);
            var export = await UserExport.ReadAsync(services, found, cancellationToken);
            await WriteAsync(parsed, parsed.GetValue(file), CommandOutput.ToJson(export));
        });
    }

    private static async Task WriteAsync(ParseResult parsed, string? file, string json)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (file is null)
        {
            await output.WriteLineAsync(json);
            return;
        }

        var path = Path.GetFullPath(file);
        if (Path.Exists(path))
            throw new StartupException(
                StartupException.Configuration, $"The file {path} already exists and was not overwritten.");
        try
        {
            DurableFile.WriteNew(path, System.Text.Encoding.UTF8.GetBytes(json));
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            throw new StartupException(
                StartupException.Configuration,
                $"MusicAuth cannot write the file {path}. Choose a writable folder with free space.", failure);
        }

        await output.WriteLineAsync($"Wrote {path}.");
    }
}
