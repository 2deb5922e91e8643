using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Recipes;

/// <summary>docs/troubleshooting.md quotes messages of MusicAuth.</summary>
public sealed partial class TroubleshootingTests
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.Multiline
        | RegexOptions.NonBacktracking;

    [Fact]
    public void Every_quoted_line_is_in_the_code()
    {
        var messages = Words();
        var quotes = Quote().Matches(File.ReadAllText(Repository.PathOf("docs", "troubleshooting.md")))
            .Select(match => match.Groups["text"].Value).ToList();

        quotes.Count.ShouldBeGreaterThan(12);
        quotes.Where(quote => !messages.Contains(Plain(quote), StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // A string that the source splits is joined, and an ellipsis replaces each value.
    private static string Words() => string.Join('\n', Directory
        .EnumerateFiles(Repository.PathOf("src", "MusicAuth"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".js")
        .Where(file => !Repository.IsGenerated(Path.GetRelativePath(Repository.Root, file)))
        .Select(file => Plain(Value().Replace(Join().Replace(File.ReadAllText(file), ""), "…"))));

    private static string Plain(string text) =>
        text.Replace("Spotify", "…", StringComparison.Ordinal).Replace("Deezer", "…", StringComparison.Ordinal);

    [GeneratedRegex("^> (?<text>.+)$", Options)]
    private static partial Regex Quote();

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"", Options)]
    private static partial Regex Join();

    [GeneratedRegex(@"\{\w+\}", Options)]
    private static partial Regex Value();
}
