using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Music;

public sealed class WebLinkTests
{
    [Theory]
    [InlineData("https://i.scdn.co/image/ab67616d00001e02")]
    [InlineData("data:image/svg+xml,%3Csvg%3E%3C/svg%3E")]
    public void A_picture_stands_on_the_web_or_in_its_own_address(string url) =>
        WebLink.PictureOrNull(url).ShouldBe(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://api.deezer.com/album/1/image?access_token=secret")]
    public void Anything_else_is_no_picture(string? url) => WebLink.PictureOrNull(url).ShouldBeNull();

    [Fact]
    public void A_picture_in_its_own_address_is_small() =>
        WebLink.PictureOrNull("data:image/png;base64," + new string('A', 2_000)).ShouldBeNull();

    [Fact]
    public void A_link_to_go_to_is_never_a_picture() =>
        WebLink.OrNull("data:image/svg+xml,%3Csvg%3E%3C/svg%3E").ShouldBeNull();
}
