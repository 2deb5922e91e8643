namespace MusicAuth.Operations.Cli;

/// <summary>Options of the command line that are not settings.</summary>
internal static class CommandLineSwitches
{
    public const string StopWithStandardInput = "--stop-when-stdin-closes";
    public const string AcceptRollback = "--accept-rollback";

    private const int Near = 2;
    private static readonly string[] Told = [AcceptRollback, "--help", "--version"];

    public static bool Contains(string argument) => argument is StopWithStandardInput or AcceptRollback;

    /// <summary>The switch that a name without its dashes is a mistyping of, or null.</summary>
    public static string? Nearest(string name) =>
        Told.FirstOrDefault(one => NameSimilarity.EditDistance(one[2..], name) <= Near);
}
