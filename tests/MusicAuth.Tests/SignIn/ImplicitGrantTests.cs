using Microsoft.Extensions.Options;
using MusicAuth.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

/// <summary>RFC 6749, section 4.2: never here, and whoever configures it hears why.</summary>
public sealed class ImplicitGrantTests
{
    [Theory]
    [InlineData("Spotify:ResponseType", "token")]
    [InlineData("Deezer:ResponseType", "token")]
    [InlineData("Spotify:ResponseType", "code token")]
    [InlineData("spotify:responsetype", "id_token")]
    [InlineData("Spotify:AuthorizationEndpoint", "https://accounts.spotify.com/authorize?response_type=token")]
    [InlineData("Deezer:AuthorizationEndpoint", "https://connect.deezer.com/oauth/auth.php?a=b&Response_Type=code")]
    public async Task A_configuration_that_wants_it_does_not_start(string key, string value)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(
            Broker.StartAsync(new Dictionary<string, string?> { [key] = value }));

        failure.Message.ShouldContain("implicit grant (response_type=token) is refused for good");
        failure.Message.ShouldContain(key, Case.Insensitive);
        failure.Message.ShouldContain("RFC 9700");
    }

    [Theory]
    [InlineData("code")]
    [InlineData(" ")]
    public async Task What_it_is_anyway_may_be_said(string value)
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Spotify:ResponseType"] = value });
        using var browser = broker.NewBrowser();

        (await browser.BeginAsync("spotify")).Query.ShouldContain("response_type=code");
    }
}
