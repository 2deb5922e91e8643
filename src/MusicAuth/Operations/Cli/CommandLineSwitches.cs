namespace MusicAuth.Operations.Cli;

/// <summary>Options of the command line that are not settings.</summary>
internal static class CommandLineSwitches
{
    public const string StopWithStandardInput = "--stop-when-stdin-closes";
    public const string AcceptRollback = "--accept-rollback";

    private const int MaxTypos = 2;
    private static readonly string[] Documented = [AcceptRollback, "--help", "--version"];

    public static bool Contains(string argument) => argument is StopWithStandardInput or AcceptRollback;

    public static string? Nearest(string name) => Documented.FirstOrDefault(
        documented => NameSimilarity.EditDistance(documented[2..], name) <= MaxTypos);
}
