using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Requests;

/// <summary>Invisible characters in a name can neither hide nor reorder the visible ones.</summary>
public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("Dora", "Dora")]
    [InlineData("  Dora\t", "Dora")]
    [InlineData("Do\u202era\u0000", "Dora")]
    [InlineData("\u2067D\u200bo\u200dr\ufeffa\u2069", "Dora")]
    [InlineData("a\r\nb", "ab")]
    [InlineData("\u200b\u3164 ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_name_keeps_only_visible_characters(string? name, string? visible) =>
        VisibleText.Sanitise(name, 200).ShouldBe(visible);

    [Fact]
    public void A_long_name_is_truncated_between_characters() =>
        VisibleText.Sanitise("abc\U0001F3B5d", 4).ShouldBe("abc");

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\U0001F3B5d", 3, "ab")]
    [InlineData("a\U0001F3B5d", 3, "a\U0001F3B5")]
    public void A_long_text_is_truncated_between_characters(string text, int maxLength, string truncated) =>
        VisibleText.Truncate(text, maxLength).ShouldBe(truncated);

    [Fact]
    public void A_lone_surrogate_is_not_visible()
    {
        VisibleText.IsVisible("a" + '\ud83c').ShouldBeFalse();
        VisibleText.IsVisible("\U0001F3B5").ShouldBeTrue();
    }
}
