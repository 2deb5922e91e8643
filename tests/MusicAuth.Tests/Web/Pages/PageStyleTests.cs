using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The music's style sheet stays in the document when the user goes on to another view.</summary>
public sealed partial class PageStyleTests
{
    [Fact]
    public void The_styles_of_the_music_apply_to_the_music_only()
    {
        var style = File.ReadAllText(Path.Combine(PageFiles.Root, "library.css"));

        var selectors = TopLevel().Matches(style).Select(match => match.Groups["selector"].Value.Trim());

        selectors.ShouldBe(["#library", ":where(#library)", "@keyframes breathe"]);
    }

    // Rules inside a block are indented.
    [GeneratedRegex(@"^(?<selector>[^\s/\}][^\{]*)\{", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TopLevel();
}
