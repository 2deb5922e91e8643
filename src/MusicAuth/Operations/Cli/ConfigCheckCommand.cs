
namespace MusicAuth.Operations.Cli;

/// <summary>The command <c>config check</c>: validates all settings as the start does, without starting.</summary>
internal static class ConfigCheckCommand
{
    public static Verb Create(CommandHost host)
    {
        var verb = new Verb("check", "Validates the names and values of all settings, and starts nothing.")
        {
            Examples = ["config check", "config check --Web:PublicUrl=https://music.example"],
            ExitCodes = [(0, "The settings are valid."), (StartupException.Configuration, "A setting is not valid.")],
        };
        // The host validates them.
        verb.SetAction(parsed => host.RunQuietlyAsync(parsed, async _ =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync("The settings are valid.");
            return 0;
        }));
        return verb;
    }
}
