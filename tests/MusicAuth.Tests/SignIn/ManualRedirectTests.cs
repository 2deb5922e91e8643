using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

/// <summary>
/// Spotify refuses plain http beyond a literal loopback address: the browser ends at its own machine, and the person
/// pastes that address. The page then goes to /callback/spotify with its query, which is what ReturnAsync does.
/// </summary>
public sealed class ManualRedirectTests : IAsyncLifetime
{
    private const string Nas = "http://nas.local:5080";
    private const string Failed = "/?error=sign_in_failed&provider=spotify&reason=";
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync(("Web:PublicUrl", Nas));

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("http://nas.local:5080", "", "http://127.0.0.1:5080/callback/spotify", true)]
    [InlineData("http://nas.local", "", "http://127.0.0.1/callback/spotify", true)]
    [InlineData("http://192.168.1.20:8080", "", "http://127.0.0.1:8080/callback/spotify", true)]
    [InlineData("http://localhost:5080", "", "http://127.0.0.1:5080/callback/spotify", true)]
    [InlineData("http://127.0.0.1.nas.local:5080", "", "http://127.0.0.1:5080/callback/spotify", true)]
    [InlineData("http://127.0.0.1:5080", "", "http://127.0.0.1:5080/callback/spotify", false)]
    [InlineData("http://[::1]:5080", "", "http://[::1]:5080/callback/spotify", false)]
    [InlineData("https://nas.local", "", "https://nas.local/callback/spotify", false)]
    [InlineData("https://nas.local", "http://spotify.lan:81", "http://127.0.0.1:81/callback/spotify", true)]
    [InlineData("http://nas.local:5080", "https://nas.example/", "https://nas.example/callback/spotify", false)]
    public async Task What_to_register_is_what_Spotify_accepts(
        string publicUrl, string own, string redirectUri, bool pasteBack)
    {
        await using var broker = await StartAsync(("Web:PublicUrl", publicUrl), ("Spotify:PublicUrl", own));
        using var browser = broker.NewBrowser();

        var items = (await browser.GetAsync("/providers")).GetProperty("items");

        items[0].GetProperty("redirect_uri").GetString().ShouldBe(redirectUri);
        items[0].GetProperty("paste_back").GetBoolean().ShouldBe(pasteBack);
        // Deezer asks only for the domain that the app was registered with.
        items[1].GetProperty("redirect_uri").GetString().ShouldBe($"{publicUrl}/callback/deezer");
        items[1].GetProperty("paste_back").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_pasted_address_finishes_the_sign_in_where_it_began()
    {
        using var browser = NewBrowser();
        var consent = await browser.StartSignInAsync("spotify", "?guided=true&returnUrl=%2Fdocs");

        var pasted = await browser.ChooseConsentAsync(consent, "person=dora");
        pasted.GetLeftPart(UriPartial.Path).ShouldBe("http://127.0.0.1:5080/callback/spotify");

        (await browser.FollowCallbackAsync(pasted)).ShouldBe("/docs");
        (await browser.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task The_page_guides_before_the_browser_leaves_and_nothing_is_lost_on_the_way()
    {
        using var browser = NewBrowser();

        var guide = await browser.StartSignInAsync(
            "spotify", "?returnUrl=%2Fdocs%3Fa%3Db&scope=user-library-read&claim=c%2Fd");

        guide.OriginalString.ShouldBe(
            "/?guide=spotify&returnUrl=%2Fdocs%3Fa%3Db&scope=user-library-read&claim=c%2Fd");
        browser.Cookies.ShouldBeEmpty("no flow has begun yet");
        (await browser.StartSignInAsync("spotify")).OriginalString.ShouldBe("/?guide=spotify");
        (await browser.StartSignInAsync("deezer")).Host.ShouldBe(_broker.Sandbox.Address.Host);
    }

    [Theory]
    [InlineData("?returnUrl=%2F%2Fevil.example")]
    [InlineData("?scope=streaming")]
    public async Task What_a_sign_in_refuses_is_refused_before_the_guide(string query)
    {
        using var browser = NewBrowser();

        await browser.GetAsync("/login/spotify" + query, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_claim_survives_the_way_over_the_guide()
    {
        await using var broker = await StartAsync(("Web:PublicUrl", Nas), ("Access:Registration", "Owner"));
        using var browser = broker.NewBrowser(address: Nas);
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");

        var claim = await broker.NewOwnerLinkAsync();

        var guide = (await browser.StartSignInAsync("spotify", $"?claim={claim}")).OriginalString;
        guide.ShouldBe($"/?guide=spotify&claim={claim}");

        (await browser.TrySignInAsync("spotify", "person=dora", $"?guided=true&claim={claim}")).ShouldBe("/");
        broker.Database.Count("users").ShouldBe(1);
    }

    [Fact]
    public async Task T8_another_browser_gets_nothing_out_of_a_pasted_address()
    {
        using var mine = NewBrowser();
        using var other = NewBrowser();
        var pasted = await ConsentedAsync(mine);

        (await other.FollowCallbackAsync(pasted)).ShouldBe(Failed + "state");

        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
        _broker.Database.Count("users").ShouldBe(0);
        _broker.Database.Count("spent_states").ShouldBe(0);
        (await mine.FollowCallbackAsync(pasted)).ShouldBe("/", "it is still good where it belongs");
    }

    [Fact]
    public async Task T8_another_persons_address_changes_nothing_for_who_is_signed_in()
    {
        using var thief = NewBrowser();
        using var victim = NewBrowser();
        (await victim.FollowCallbackAsync(await ConsentedAsync(victim, "alma"))).ShouldBe("/");
        var before = (await victim.GetAsync("/me/connections")).ToString();

        (await victim.FollowCallbackAsync(await ConsentedAsync(thief))).ShouldBe(Failed + "other_session");

        (await victim.GetAsync("/me/connections")).ToString().ShouldBe(before);
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_of_another_flow_of_the_same_browser_leaves_the_newer_one_whole()
    {
        using var browser = NewBrowser();
        var first = await ConsentedAsync(browser, "dora");
        var second = await ConsentedAsync(browser, "dora");

        (await browser.FollowCallbackAsync(second)).ShouldBe("/");

        (await browser.FollowCallbackAsync(first)).ShouldBe(Failed + "other_session");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task Pasted_twice_it_counts_once_in_parallel_too()
    {
        using var browser = NewBrowser();
        var pasted = await ConsentedAsync(browser);

        var ends = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.FollowCallbackAsync(pasted)));

        ends.ShouldAllBe(end => end == "/");
        (await browser.FollowCallbackAsync(pasted)).ShouldBe("/");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task After_ten_minutes_a_pasted_address_is_worth_nothing()
    {
        using var browser = NewBrowser();
        var pasted = await ConsentedAsync(browser);

        _broker.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        (await browser.FollowCallbackAsync(pasted)).ShouldBe(Failed + "expired");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_can_be_pasted_too()
    {
        using var browser = NewBrowser();
        var pasted = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify", "?guided=true"), "refuse=1");

        (await browser.FollowCallbackAsync(pasted)).ShouldBe("/?error=sign_in_refused&provider=spotify");
    }

    [Theory]
    [InlineData("http://nas.local:5080")]
    [InlineData("http://localhost:5080")]
    public async Task Where_the_broker_is_on_that_machine_nobody_has_to_paste(string publicUrl)
    {
        await using var broker = await StartAsync(("Web:PublicUrl", publicUrl));
        using var browser = broker.NewBrowser(address: publicUrl);
        var arriving = await ConsentedAsync(browser);
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, arriving.PathAndQuery);
        request.Headers.Host = arriving.Authority;

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(publicUrl + arriving.PathAndQuery);
        (await broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(0);
        (await browser.FollowCallbackAsync(answer.Headers.Location)).ShouldBe("/");
    }

    [Fact]
    public async Task Neither_code_nor_state_is_logged()
    {
        using var browser = NewBrowser();
        var pasted = await ConsentedAsync(browser);
        await browser.FollowCallbackAsync(pasted);
        await browser.FollowCallbackAsync(pasted);

        var log = string.Join('\n', _broker.Log.All);

        foreach (var part in pasted.Query.TrimStart('?').Split('&'))
            log.ShouldNotContain(Uri.UnescapeDataString(part.Split('=')[1]));
    }

    private Browser NewBrowser() => _broker.NewBrowser(address: Nas);

    private static async Task<Uri> ConsentedAsync(Browser browser, string person = "dora") =>
        await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify", "?guided=true"), $"person={person}");

    private static Task<Broker> StartAsync(params (string Key, string Value)[] settings) => Broker.StartAsync(
        settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal));
}
