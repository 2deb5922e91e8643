using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md agrees with the code.</summary>
public sealed partial class SecurityDocumentTests
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
    private static readonly AccessOptions Access = new();
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "security.md"));

    [Fact]
    public void Every_threat_has_a_row_and_every_test_named_there_exists()
    {
        var files = Directory.EnumerateFiles(
            Repository.PathOf("tests", "MusicAuth.EndToEnd"), "*Tests.cs", SearchOption.AllDirectories);
        var classes = typeof(SecurityDocumentTests).Assembly.GetTypes().Select(type => type.Name)
            .Concat(files.Select(file => Path.GetFileNameWithoutExtension(file))).ToHashSet();

        var rows = Row().Matches(Text).Select(row => int.Parse(row.Groups["number"].Value)).ToList();
        rows.Take(29).ShouldBe(Enumerable.Range(1, 29));
        rows.ShouldBe(rows.Distinct().Order());
        var named = TestClass().Matches(Text).Select(name => name.Groups["name"].Value).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(15);
        named.Where(name => !classes.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_documented_lifetimes_of_a_session_are_those_of_the_code() =>
        Text.ReplaceLineEndings(" ").ShouldContain(
            $"after {Access.SessionIdleDays} days without use, after {Access.SessionDays} days in any case");

    [GeneratedRegex(@"^\| T(?<number>\d+) \|", Options | RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>\w+Tests)`", Options)]
    private static partial Regex TestClass();
}
