using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Music;

public sealed class WebLinkTests
{
    [Theory]
    [InlineData("https://i.scdn.co/image/ab67616d00001e02")]
    [InlineData("data:image/svg+xml,%3Csvg%3E%3C/svg%3E")]
    public void An_image_is_a_web_url_or_a_data_url(string url) =>
        WebLink.PictureOrNull(url).ShouldBe(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://api.deezer.com/album/1/image?access_token=secret")]
    public void Any_other_url_is_no_image(string? url) => WebLink.PictureOrNull(url).ShouldBeNull();

    [Fact]
    public void A_long_data_url_is_no_image() =>
        WebLink.PictureOrNull("data:image/png;base64," + new string('A', 2_000)).ShouldBeNull();

    [Fact]
    public void A_data_url_is_no_link() =>
        WebLink.OrNull("data:image/svg+xml,%3Csvg%3E%3C/svg%3E").ShouldBeNull();
}
