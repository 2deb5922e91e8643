using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Registry;

/// <summary>RFC 6749, section 4.2: a setting for the implicit grant is refused with an explanation.</summary>
public sealed class ImplicitGrantTests
{
    [Theory]
    [InlineData("Spotify:ResponseType", "token")]
    [InlineData("Deezer:ResponseType", "token")]
    [InlineData("Spotify:ResponseType", "code token")]
    [InlineData("spotify:responsetype", "id_token")]
    [InlineData("Spotify:AuthorizationEndpoint", "https://accounts.spotify.com/authorize?response_type=token")]
    [InlineData("Deezer:AuthorizationEndpoint", "https://connect.deezer.com/oauth/auth.php?a=b&Response_Type=code")]
    public async Task A_setting_for_the_implicit_grant_is_refused_with_the_reason(string key, string value)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [key] = value });
        builder.Services.AddSpotify().AddDeezer();
        await using var app = builder.Build();

        var failure = Should.Throw<OptionsValidationException>(() => key.StartsWith('D')
            ? app.Services.GetRequiredService<IOptions<DeezerSettings>>().Value.Scopes
            : app.Services.GetRequiredService<IOptions<SpotifySettings>>().Value.Scopes);

        var sentence = failure.Failures.ShouldHaveSingleItem();
        sentence.ShouldStartWith(key, Case.Insensitive);
        sentence.ShouldContain("supports only the authorization code flow");
        sentence.ShouldContain("RFC 9700");
    }

    [Fact]
    public async Task A_broker_with_a_setting_for_the_implicit_grant_does_not_start()
    {
        using var broker = new BrokerProcess("--Spotify:ResponseType=token");

        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        error.ShouldStartWith("musicauth: Spotify:ResponseType is set. Remove it:");
    }

    [Theory]
    [InlineData("code")]
    [InlineData(" ")]
    public async Task The_response_type_code_is_accepted(string value)
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Spotify:ResponseType"] = value });
        using var browser = broker.NewBrowser();

        (await browser.StartSignInAsync("spotify")).Query.ShouldContain("response_type=code");
    }
}
