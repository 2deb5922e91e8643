namespace MusicAuth.Operations.Cli;

/// <summary>Options of the command line that are not settings.</summary>
internal static class CommandLineSwitches
{
    public const string StopWithStandardInput = "--stop-when-stdin-closes";
    public const string AcceptRollback = "--accept-rollback";

    /// <summary>The address of the sandbox whose clock the server follows, after an equals sign.</summary>
    public const string SandboxClock = "--sandbox-clock";

    private const int MaxTypos = 2;
    private static readonly string[] Documented = [AcceptRollback, "--help", "--version"];

    public static bool Contains(string argument) => argument is StopWithStandardInput or AcceptRollback
        || argument.StartsWith($"{SandboxClock}=", StringComparison.Ordinal);

    public static string? ValueOf(string name, IEnumerable<string> args) => args
        .FirstOrDefault(argument => argument.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    public static string? Nearest(string name) => Documented.FirstOrDefault(
        documented => NameSimilarity.EditDistance(documented[2..], name) <= MaxTypos);
}
