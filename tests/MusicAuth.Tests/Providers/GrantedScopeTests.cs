using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>f08: the scopes in a token response.</summary>
public sealed class GrantedScopeTests : TokenResponseTestBase
{
    private const string Default = "playlist-read-private playlist-read-collaborative user-library-read";

    [Theory]
    [InlineData("""{"scope":""}""", Default)]
    [InlineData("""{"scope":"   "}""", Default)]
    [InlineData("""{"scope":"\t\n"}""", Default)]
    [InlineData("""{"scope":null}""", Default)]
    [InlineData("""{"scope":7}""", Default)]
    [InlineData("""{"scope":[]}""", Default)]
    [InlineData("""{"scope":" user-library-read  "}""", "user-library-read")]
    [InlineData("""{"scope":"playlist-read-private user-library-read"}""", "playlist-read-private user-library-read")]
    [InlineData("""{"scope":"user-library-read \u0000 read\u0000 \u00e9"}""", "user-library-read")]
    public async Task F08_an_empty_scope_changes_nothing_and_a_narrower_scope_counts(
        string members, string scopes)
    {
        // After a refresh.
        using var browser = await Broker.SignedInAsync("dora", "spotify");
        await SetTokenResponseAsync(members);
        Broker.Clock.Advance(InTheMargin);
        await browser.GetAsync(OnePlaylist);
        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
        (await ScopesAsync(browser)).ShouldBe(scopes.Split(' '), ignoreOrder: true);

        // After a code exchange.
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        (await ScopesAsync(alma)).ShouldBe(scopes.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public async Task F08_the_next_consent_requests_all_scopes_granted_before()
    {
        await Broker.RestartAsync(new Dictionary<string, string?>
        {
            ["Spotify:AllowedScopes"] = "user-read-playback-state",
        });
        using var browser = Broker.NewBrowser();
        await browser.TrySignInAsync("spotify", "person=dora", "?scope=user-read-playback-state");
        await SetTokenResponseAsync("""{"scope":""}""");
        Broker.Clock.Advance(InTheMargin);
        await browser.GetAsync(OnePlaylist);

        (await browser.StartSignInAsync("spotify")).Query.ShouldContain("user-read-playback-state");
        (await ScopesAsync(browser)).Length.ShouldBe(4);
    }

    private static async Task<string[]> ScopesAsync(Browser browser) =>
        [.. (await browser.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("scopes")
            .EnumerateArray().Select(scope => scope.GetString()!)];
}
