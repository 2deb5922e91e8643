using System.CommandLine.Parsing;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>A command line in a document.</summary>
internal static class CommandLineText
{
    /// <summary>Splits the text as a shell would.</summary>
    public static string[] Split(string text) =>
        [.. CommandLineParser.SplitCommandLine(text).Select(word => word.Replace("\"", "", StringComparison.Ordinal))];
}
