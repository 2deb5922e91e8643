using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>What a browser loads before somebody has signed in, uncompressed.</summary>
public sealed partial class PageWeightTests
{
    private const long Limit = 150_000;

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void The_first_visit_loads_less_than_150_kilobytes(string language)
    {
        var html = File.ReadAllText(Path.Combine(PageFiles.Root, "index.html"));
        var linked = Linked().Matches(html).Select(match => match.Groups["path"].Value).ToList();
        var files = PageFiles.StaticImports(Path.Combine("js", "main.js"))
            .Concat(linked.Select(path => Path.Combine(PageFiles.Root, path)))
            .Append(Path.Combine(PageFiles.Root, "index.html"))
            .Append(Path.Combine(PageFiles.Root, "js", "languages", $"{language}.js"))
            .Distinct()
            .ToDictionary(file => Path.GetRelativePath(PageFiles.Root, file), file => new FileInfo(file).Length);

        linked.ShouldContain("app.css");
        files.Keys.ShouldNotContain(file => file.StartsWith("js/account") || file.StartsWith("js/setup"));
        files.Values.Sum().ShouldBeLessThan(Limit, string.Join(", ", files.OrderByDescending(file => file.Value)));
    }

    [GeneratedRegex("""(href|src)="/(?<path>[^"]+\.(css|js|svg|webmanifest))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Linked();
}
