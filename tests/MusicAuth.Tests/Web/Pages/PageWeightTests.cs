using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The files that a browser loads for a view, uncompressed and without pictures.</summary>
public sealed partial class PageWeightTests
{
    private const long FirstVisitLimit = 150_000;

    private const long HomeLimit = 153_600;

    // The broker writes this module of two lines.
    private static readonly string Written = Path.Combine("js", "version.js");

    private static readonly string Html = File.ReadAllText(Path.Combine(PageFiles.Root, "index.html"));

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void The_first_visit_loads_less_than_150_kilobytes(string language)
    {
        var files = FilesOf(language);

        files.Keys.ShouldContain("app.css");
        files.Keys.ShouldNotContain(file => file.StartsWith("js/account") || file.StartsWith("js/setup"));
        ShouldWeighLessThan(files, FirstVisitLimit);
    }

    // The music, the account, folded details and other views are loaded when the user opens them.
    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void The_home_of_a_user_loads_little_more(string language)
    {
        var files = FilesOf(language, Path.Combine("js", "home.js"));

        files.Keys.ShouldNotContain(file => file.StartsWith("js/account") || file.StartsWith("js/library"));
        ShouldWeighLessThan(files, HomeLimit);
    }

    [Fact]
    public void The_browser_knows_all_modules_of_the_first_visit_from_the_start()
    {
        var announced = Announced().Matches(Html).Select(match => match.Groups["path"].Value);

        announced.ShouldBe(
            PageFiles.StaticImports(Path.Combine("js", "main.js"))
                .Select(file => Path.GetRelativePath(PageFiles.Root, file))
                .Append(Written),
            ignoreOrder: true);
    }

    private static Dictionary<string, long> FilesOf(string language, params string[] further) => Linked().Matches(Html)
        .Select(match => match.Groups["path"].Value)
        .Where(path => path != Written)
        .Select(path => Path.Combine(PageFiles.Root, path))
        .Concat(further.Append(Path.Combine("js", "main.js")).SelectMany(PageFiles.StaticImports))
        .Append(Path.Combine(PageFiles.Root, "index.html"))
        .Append(Path.Combine(PageFiles.Root, "js", "languages", $"{language}.js"))
        .Distinct()
        .ToDictionary(file => Path.GetRelativePath(PageFiles.Root, file), file => new FileInfo(file).Length);

    private static void ShouldWeighLessThan(Dictionary<string, long> files, long limit) =>
        files.Values.Sum().ShouldBeLessThan(limit, string.Join(", ", files.OrderByDescending(file => file.Value)));

    [GeneratedRegex("""(href|src)="/(?<path>[^"]+\.(css|js|svg|webmanifest))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Linked();

    [GeneratedRegex("""<(link rel="modulepreload" href|script type="module" src)="/(?<path>[^"]+)""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Announced();
}
