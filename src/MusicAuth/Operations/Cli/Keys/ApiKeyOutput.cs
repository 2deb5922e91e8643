using System.CommandLine;

namespace MusicAuth.Operations.Cli.Keys;

/// <summary>Prints a key in full. Afterwards only its hash exists.</summary>
internal static class ApiKeyOutput
{
    public static async Task WriteAsync(ParseResult parsed, ApiKey row, Secret key, bool asJson)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (asJson)
        {
            await output.WriteLineAsync(CommandOutput.ToJson(CreatedApiKey.Of(row, key.Reveal())));
            return;
        }

        // The key alone on standard output, for scripts.
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"The key \"{row.Name}\" ({row.Id}). MusicAuth cannot show this key again:");
        await output.WriteLineAsync(key.Reveal());
    }
}
