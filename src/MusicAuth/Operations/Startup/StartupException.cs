namespace MusicAuth.Operations.Startup;

/// <summary>The broker cannot start; the message is for the person at the console, a line per cause.</summary>
public sealed class StartupException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public const int Configuration = 1;
    public const int DatabaseUnusable = 65;
    public const int MasterKeyUnusable = 78;

    public int ExitCode { get; } = exitCode;
}
