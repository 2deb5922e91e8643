namespace MusicAuth.Operations.Startup;

/// <summary>The broker cannot start. The message states each cause with its remedy on a line.</summary>
internal sealed class StartupException(int exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public const int Configuration = 1;
    public const int DatabaseUnusable = 65;
    public const int MasterKeyUnusable = 78;

    public int ExitCode { get; } = exitCode;

    public async Task<int> WriteAsync(TextWriter error)
    {
        foreach (var line in Message.Split(Environment.NewLine))
            await error.WriteLineAsync($"musicauth: {line}");
        return ExitCode;
    }
}
