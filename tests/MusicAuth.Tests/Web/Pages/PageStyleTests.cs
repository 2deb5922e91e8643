using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

public sealed partial class PageStyleTests
{
    // This style sheet stays in the document when the user goes on to another view.
    [Fact]
    public void The_styles_of_the_music_apply_to_the_music_only()
    {
        var style = File.ReadAllText(Path.Combine(PageFiles.Root, "library.css"));

        var selectors = TopLevel().Matches(style).Select(match => match.Groups["selector"].Value.Trim());

        selectors.ShouldBe(["#library", ":where(#library)", "@keyframes breathe"]);
    }

    [Theory]
    [InlineData("src/MusicAuth/wwwroot/library.css")]
    [InlineData("samples/dashboard/style.css")]
    public void Covers_are_shown_whole(string path)
    {
        var style = File.ReadAllText(Repository.PathOf(path.Split('/')));

        style.ShouldContain("object-fit: contain");
        style.ShouldNotContain("object-fit: cover", customMessage: "Spotify's guidelines allow no cropped cover");
    }

    // Rules inside a block are indented.
    [GeneratedRegex(@"^(?<selector>[^\s/\}][^\{]*)\{", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TopLevel();
}
