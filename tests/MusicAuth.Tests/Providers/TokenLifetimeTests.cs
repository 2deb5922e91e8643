using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>R7: the lifetime of a token, in every form that providers send.</summary>
public sealed class TokenLifetimeTests : TokenResponseTestBase
{
    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("3600.0", 3600)]
    [InlineData("3.6e3", 3600)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("\"3600.0\"", 3600)]
    [InlineData("\" 3600 \"", 3600)]
    [InlineData("120.5", 120)]
    [InlineData("1", 1)]
    [InlineData("0", null)]
    [InlineData("0.0", null)]
    [InlineData("\"0\"", null)]
    [InlineData("0.5", null)]
    [InlineData("-1", null)]
    [InlineData("-3600.0", null)]
    [InlineData("1e18", null)]
    [InlineData("1e400", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"NaN\"", null)]
    [InlineData("[3600]", null)]
    [InlineData("{}", null)]
    public async Task R7_Deezer_s_lifetime_has_many_forms_and_an_invalid_one_ends_no_consent(
        string lifetime, int? seconds)
    {
        foreach (var form in new[] { false, true })
        {
            await SetTokenResponseAsync($$"""{"expires":{{lifetime}}}""", form);
            var begun = Broker.Clock.GetUtcNow();
            using var browser = await Broker.SignedInAsync("dora", "deezer");

            var connection = (await browser.GetAsync("/me/connections")).GetProperty("items")[0];
            var end = connection.GetProperty("access_expires_at");
            (end.ValueKind == JsonValueKind.Null
                ? null
                : (int?)Math.Round((end.GetDateTimeOffset() - begun).TotalSeconds))
                .ShouldBe(seconds);
        }
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("3600.0", 3600)]
    [InlineData("1.8e3", 1800)]
    [InlineData("\"1800\"", 1800)]
    [InlineData("86400", 86400)]
    [InlineData("86401", 3600)]
    [InlineData("0", 3600)]
    [InlineData("0.001", 3600)]
    [InlineData("-1800", 3600)]
    [InlineData("1e18", 3600)]
    [InlineData("1e400", 3600)]
    [InlineData("null", 3600)]
    [InlineData("true", 3600)]
    [InlineData("\"soon\"", 3600)]
    [InlineData("[1800]", 3600)]
    public async Task R7_Spotify_s_lifetime_has_many_forms_and_an_invalid_one_is_an_hour(string lifetime, int seconds)
    {
        await SetTokenResponseAsync($$"""{"expires_in":{{lifetime}}}""");
        var begun = Broker.Clock.GetUtcNow();
        using var browser = await Broker.SignedInAsync("dora", "spotify");

        var end = (await browser.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("access_expires_at");
        Math.Round((end.GetDateTimeOffset() - begun).TotalSeconds).ShouldBe(seconds);
    }
}
