using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>R8: a token that RFC 6749 does not allow makes a token response invalid.</summary>
public sealed class TokenResponseTests : TokenResponseTestBase
{
    [Fact]
    public async Task A_refresh_without_a_valid_token_is_transient_and_the_old_token_stays()
    {
        using var browser = await Broker.SignedInAsync("dora", "spotify");
        var refreshes = 0;
        foreach (var members in InvalidTokenResponses.AccessTokens.Concat(InvalidTokenResponses.RefreshTokens))
        {
            await SetTokenResponseAsync(members);
            Broker.Clock.Advance(InTheMargin);
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue(members);

            // The old refresh token is still stored and valid.
            await Broker.FaultAsync();
            Broker.Clock.Advance(TimeSpan.FromMinutes(61));
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue(members);
            var now = (await Broker.StatsAsync()).Spotify.Refreshes;
            now.ShouldBeGreaterThanOrEqualTo(refreshes + 2, members);
            refreshes = now;
        }
    }

    [Theory]
    [InlineData("access_token", "\"BQ\\ud83d\"", null)]
    [InlineData("access_token", null, "22 42 51 c3 22")]
    [InlineData("access_token", null, "22 42 51 ff 22")]
    [InlineData("refresh_token", "\"AQ\\udc00\"", null)]
    [InlineData("token_type", null, "22 42 65 61 72 65 72 ff 22")]
    public async Task Text_that_is_not_Unicode_is_not_a_token(string member, string? text, string? hex)
    {
        await Broker.FaultAsync(new { kind = "odd_value", on = "token", member, text, hex });

        await SignInShouldFailAsync("spotify", member);
        if (member != "refresh_token")
            await SignInShouldFailAsync("deezer", member);
    }

    [Theory]
    [InlineData("scope", "\"\\ud83d\"")]
    [InlineData("error", "\"\\ud83d\"")]
    [InlineData("expires_in", "\"\\ud83d\"")]
    [InlineData("something_new", "\"\\ud83d\"")]
    public async Task R7_a_malformed_member_does_not_hide_the_tokens(string member, string text)
    {
        await Broker.FaultAsync(new { kind = "odd_value", provider = "spotify", on = "token", member, text });
        using var browser = await Broker.SignedInAsync("dora", "spotify");
        Broker.Clock.Advance(InTheMargin);

        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();

        Broker.Database.Scalar("SELECT last_refreshed_at FROM grants").ShouldNotBe(DBNull.Value);
    }

    [Fact]
    public async Task A_token_in_Deezer_s_form_response_must_be_valid_too()
    {
        foreach (var members in new[]
        {
            """{"access_token":""}""", """{"access_token":"fra b"}""", """{"access_token":"fra+b"}""",
            """{"access_token":"fra%0Ab"}""", """{"access_token":"fra&access_token=b"}""",
            """{"access_token":"frä"}""", """{"token_type":"mac"}""",
        })
        {
            await SetTokenResponseAsync(members, form: true);
            await SignInShouldFailAsync("deezer", members);
        }
    }

    [Fact]
    public async Task An_app_token_must_be_valid_too()
    {
        var tokens = Broker.Services.GetRequiredService<AppTokens>();
        foreach (var members in InvalidTokenResponses.AccessTokens)
        {
            await SetTokenResponseAsync(members);
            (await Should.ThrowAsync<ProblemException>(tokens.GetAsync("spotify", CancellationToken.None)))
                .Problem.ShouldBe(ProblemCode.ProviderUnavailable, members);
            Broker.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await Broker.FaultAsync();
        await tokens.GetAsync("spotify", CancellationToken.None);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(60_000, false)]
    public async Task A_token_is_at_most_as_long_as_a_header_allows(int length, bool isToken)
    {
        using var browser = await Broker.SignedInAsync("dora", "spotify");
        await SetTokenResponseAsync($$"""{"refresh_token":"{{new string('r', length)}}"}""");
        Broker.Clock.Advance(InTheMargin);
        await browser.GetAsync(OnePlaylist);

        (Broker.Database.Scalar("SELECT last_refreshed_at FROM grants") is not (null or DBNull)).ShouldBe(isToken);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    [InlineData(null)]
    public async Task The_token_type_is_Bearer_in_any_case_or_missing(string? type)
    {
        await SetTokenResponseAsync(JsonSerializer.Serialize(new { token_type = type }));

        using var browser = await Broker.SignedInAsync("dora", "spotify", "deezer");

        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private async Task SignInShouldFailAsync(string provider, string members)
    {
        using var browser = Broker.NewBrowser();

        (await browser.TrySignInAsync(provider, "person=dora"))
            .ShouldBe($"/?error=sign_in_failed&provider={provider}&reason=exchange", members);

        Broker.Database.Count("grants").ShouldBe(0);
        Broker.Database.Count("users").ShouldBe(0);
    }
}
