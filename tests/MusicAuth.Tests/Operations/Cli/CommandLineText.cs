using System.CommandLine.Parsing;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>A command line as a document shows it.</summary>
internal static class CommandLineText
{
    /// <summary>The words, as a shell would pass them.</summary>
    public static string[] Split(string text) =>
        [.. CommandLineParser.SplitCommandLine(text).Select(word => word.Replace("\"", "", StringComparison.Ordinal))];
}
