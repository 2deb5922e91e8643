using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Recipes;

/// <summary>The names, files and links in the documentation exist.</summary>
public sealed partial class DocumentationTests
{
    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    // Names of other libraries, schemas of the API, and the endings of test classes.
    private static readonly HashSet<string> ForeignNames = new(StringComparer.Ordinal)
    {
        "EnableRetryOnFailure", "HybridCache", "JsonDocument", "JsonElement", "TieredPGO", "TieredCompilation",
        "UnsafePreferInlineScheduling", "PlaylistPage", "TrackPage", "OnSqlite", "OnPostgres",
        "WebapiError", "SuppressActivityOpenTelemetryData",
        // Removed names that ADRs still mention.
        "EarlyAnswers", "UseAuthentication", "PooledBuffer",
    };

    private static readonly HashSet<string> KnownWords = [.. Words()];

    public static TheoryData<string> Documents =>
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Append(Repository.PathOf("tests", "clients", "README.md"))
            .Append(Repository.PathOf("samples", "dashboard", "README.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_a_heading(string document) =>
        BrokenLinks(document, ReadWithoutCode(document)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_quoted_name_of_a_type_or_a_path_exists(string document) =>
        UnknownNames(ReadWithoutCode(document)).ShouldBeEmpty();

    [Fact]
    public void A_wrong_link_and_a_wrong_name_are_found()
    {
        BrokenLinks("README.md", "[a](docs/nothing.md) [b](docs/README.md#no-such-heading) [c](docs/README.md)")
            .ShouldBe(["docs/nothing.md", "docs/README.md#no-such-heading"]);
        // This file must not contain the name as a whole, because the words of the tests count as known.
        UnknownNames($"`NoSuch{"Type"}` `TokenProtector` `src/MusicAuth/Nowhere` `src/MusicAuth/Grants`")
            .ShouldBe([$"NoSuch{"Type"}", "src/MusicAuth/Nowhere"]);
    }

    private static List<string> BrokenLinks(string document, string text) =>
    [
        .. Link().Matches(text).Select(match => match.Groups["target"].Value)
            .Where(target => !target.StartsWith("http", StringComparison.Ordinal))
            .Where(target => !LeadsToHeading(document, target)),
    ];

    private static bool LeadsToHeading(string document, string target)
    {
        var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, "");
        var file = path.Length == 0
            ? Repository.PathOf(document)
            : Path.Combine(Path.GetDirectoryName(Repository.PathOf(document))!, path);
        return anchor.Length == 0
            ? Path.Exists(file)
            : File.Exists(file) && Heading().Matches(File.ReadAllText(file)).Any(heading => Slug(heading) == anchor);
    }

    // GitHub's anchors: lower case, hyphens for spaces, no punctuation.
    private static string Slug(Match heading) => string.Concat(heading.Groups["text"].Value.Trim().ToLowerInvariant()
        .Select(letter => letter is ' ' ? '-' : letter)
        .Where(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'));

    private static List<string> UnknownNames(string text) =>
    [
        .. Quoted().Matches(text).Select(match => match.Groups["name"].Value)
            .Where(name => name.Contains('/') ? !Path.Exists(Repository.PathOf(name)) : !KnownWords.Contains(name))
            .Except(ForeignNames, StringComparer.Ordinal),
    ];

    private static string ReadWithoutCode(string document) =>
        CodeBlock().Replace(File.ReadAllText(Repository.PathOf(document)), "");

    private static IEnumerable<string> Words() => ((string[])["src", "tests"])
        .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".ts" or ".js")
        .Where(file => !Repository.IsGenerated(Path.GetRelativePath(Repository.Root, file)))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
        .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)
            .Append(Path.GetFileNameWithoutExtension(file)))
        .Concat(Word().Matches(File.ReadAllText(Repository.PathOf("appsettings.json"))).Select(match => match.Value))
        .Concat(Word().Matches(File.ReadAllText(Repository.PathOf("Directory.Build.props"))).Select(one => one.Value))
        .Concat(Word().Matches(File.ReadAllText(Repository.PathOf("deploy", "grafana", "alerts.yaml")))
            .Select(one => one.Value));

    [GeneratedRegex(@"```.*?```", Plain | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", Plain)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", Plain | RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>A type name with at least two words, or a path below a folder of the repository.</summary>
    [GeneratedRegex(
        "`((Library|Access|Providers|Passthrough|Security|Upstream|Operations|Persistence|Vault|Web)/)?"
        + @"(?<name>[A-Z][a-z0-9]+([A-Z][a-z0-9]*)+|(src|tests|docs|deploy)/[\w./-]+)(\.[A-Z]\w+)?(<T>)?`", Plain)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\w+", Plain)]
    private static partial Regex Word();
}
