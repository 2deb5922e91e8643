using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.States;

/// <summary>
/// docs/security.md T8, T22: a code is exchanged once, for the browser and the user that began the flow.
/// </summary>
public abstract class StateTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Stale = "/?error=sign_in_failed&provider=spotify&reason=state";
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("spotify", 5)]
    [InlineData("deezer", 5)]
    [InlineData("spotify", 40)]
    public async Task Parallel_callbacks_make_one_token_call(string provider, int callers)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");
        var cookies = browser.CookieHeader;

        var ends = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => ReturnWithAsync(browser, callback, cookies)));

        ends.ShouldAllBe(end => end == "/");
        var stats = await _broker.StatsAsync();
        (provider == "spotify" ? stats.Spotify : stats.Deezer).TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task The_back_button_makes_no_second_token_call()
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");

        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");

        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
        await browser.GetAsync("/me");
    }

    [Fact]
    public async Task Another_browser_cannot_finish_a_flow()
    {
        using var mine = _broker.NewBrowser();
        using var other = _broker.NewBrowser();
        var callback = await mine.ChooseConsentAsync(await mine.StartSignInAsync("spotify"), "person=dora");

        (await other.FollowCallbackAsync(callback)).ShouldBe(Stale);
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);

        (await mine.FollowCallbackAsync(callback)).ShouldBe("/");
    }

    [Fact]
    public async Task A_state_of_one_provider_is_invalid_at_the_other()
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");

        var elsewhere = callback.ToString().Replace("/spotify?", "/deezer?", StringComparison.Ordinal);
        (await browser.FollowCallbackAsync(new Uri(elsewhere)))
            .ShouldBe("/?error=sign_in_failed&provider=deezer&reason=state");

        (await _broker.StatsAsync()).Deezer.TokenExchanges.ShouldBe(0);
    }

    [Theory]
    [InlineData("?code=abc")]
    [InlineData("?code=abc&state=")]
    [InlineData("?code=abc&state=garbled")]
    [InlineData("?code=abc&state=%00%ff")]
    [InlineData("")]
    public async Task A_callback_without_a_valid_state_makes_no_token_call(string query)
    {
        using var browser = _broker.NewBrowser();

        (await browser.FollowCallbackAsync(new Uri(Broker.PublicUrl + "/callback/spotify" + query))).ShouldBe(Stale);

        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_state_or_code_in_the_query_is_refused()
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");

        (await browser.FollowCallbackAsync(new Uri(callback + "&code=another"))).ShouldBe(Stale);
        (await browser.FollowCallbackAsync(new Uri(callback + "&state=another"))).ShouldBe(Stale);

        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task A_flow_expires_after_ten_minutes()
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");

        _broker.Clock.Advance(TimeSpan.FromMinutes(11));

        (await browser.FollowCallbackAsync(callback)).ShouldStartWith("/?error=sign_in_failed&provider=spotify");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task A_flow_can_be_completed_only_by_the_user_who_began_it()
    {
        using var browser = _broker.NewBrowser();
        var anonymous = await browser.ChooseConsentAsync(await browser.StartSignInAsync("deezer"), "person=dora");
        await browser.SignInAsync("spotify", "alma");

        (await browser.FollowCallbackAsync(anonymous)).ShouldBe(
            "/?error=sign_in_failed&provider=deezer&reason=other_session");

        (await browser.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await _broker.StatsAsync()).Deezer.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_flow_survives_a_sign_in_in_another_tab()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var linking = await browser.ChooseConsentAsync(await browser.StartSignInAsync("deezer"), "person=dora");
        await browser.SignInAsync("spotify", "dora");

        (await browser.AcceptLinkAsync(await browser.FollowCallbackAsync(linking))).ShouldBe("/");
    }

    [Fact]
    public async Task A_flow_that_only_begins_writes_nothing()
    {
        using var browser = _broker.NewBrowser();
        for (var i = 0; i < 20; i++)
            await browser.StartSignInAsync("spotify");

        Rows("spent_states").ShouldBe(0);
        Rows("users").ShouldBe(0);
    }

    private int Rows(string table) => _broker.Database.Count(table);

    private static async Task<string> ReturnWithAsync(Browser browser, Uri callback, string cookies)
    {
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, callback.PathAndQuery);
        request.Headers.Add("Cookie", cookies);
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!.ToString();
    }
}
