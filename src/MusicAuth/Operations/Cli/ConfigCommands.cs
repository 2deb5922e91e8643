namespace MusicAuth.Operations.Cli;

/// <summary>The command <c>config</c>.</summary>
internal static class ConfigCommands
{
    public static Verb Create(CommandHost host) =>
        new("config", "Works with the settings.", ConfigCheckCommand.Create(host));
}
