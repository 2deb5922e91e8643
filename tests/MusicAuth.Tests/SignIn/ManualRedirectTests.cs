using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

/// <summary>
/// Spotify refuses plain http except on a literal loopback address. Spotify redirects the browser to its own machine,
/// and the user copies that address into the page. The page then opens /callback/spotify with its query.
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
    public async Task The_redirect_uri_is_one_that_Spotify_accepts(
        string publicUrl, string own, string redirectUri, bool pasteBack)
    {
        await using var broker = await StartAsync(("Web:PublicUrl", publicUrl), ("Spotify:PublicUrl", own));
        using var browser = broker.NewBrowser();

        var items = (await browser.GetAsync("/providers")).GetProperty("items");

        items[0].GetProperty("redirect_uri").GetString().ShouldBe(redirectUri);
        items[0].GetProperty("paste_back").GetBoolean().ShouldBe(pasteBack);
        // Deezer checks only the domain of the redirect URI.
        items[1].GetProperty("redirect_uri").GetString().ShouldBe($"{publicUrl}/callback/deezer");
        items[1].GetProperty("paste_back").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_pasted_address_completes_the_sign_in_in_its_browser()
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
    public async Task The_sign_in_redirects_to_the_guide_with_all_parameters()
    {
        using var browser = NewBrowser();

        var guide = await browser.StartSignInAsync(
            "spotify", "?returnUrl=%2Fdocs%3Fa%3Db&scope=user-library-read&claim=c%2Fd");

        guide.OriginalString.ShouldBe(
            "/?guide=spotify&returnUrl=%2Fdocs%3Fa%3Db&scope=user-library-read&claim=c%2Fd");
        browser.Cookies.ShouldBeEmpty("the guide must not begin a flow");
        (await browser.StartSignInAsync("spotify")).OriginalString.ShouldBe("/?guide=spotify");
        (await browser.StartSignInAsync("deezer")).Host.ShouldBe(_broker.Sandbox.Address.Host);
    }

    [Theory]
    [InlineData("?returnUrl=%2F%2Fevil.example")]
    [InlineData("?scope=streaming")]
    public async Task Invalid_parameters_are_refused_before_the_guide(string query)
    {
        using var browser = NewBrowser();

        await browser.GetAsync("/login/spotify" + query, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_guide_keeps_the_owner_link()
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
    public async Task T8_a_pasted_address_is_useless_in_another_browser()
    {
        using var mine = NewBrowser();
        using var other = NewBrowser();
        var pasted = await ConsentedAsync(mine);

        (await other.FollowCallbackAsync(pasted)).ShouldBe(Failed + "state");

        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
        _broker.Database.Count("users").ShouldBe(0);
        _broker.Database.Count("spent_states").ShouldBe(0);
        (await mine.FollowCallbackAsync(pasted)).ShouldBe("/", "the address must stay valid in its own browser");
    }

    [Fact]
    public async Task T8_the_address_of_another_user_changes_nothing_for_the_signed_in_user()
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
    public async Task An_address_of_an_older_flow_leaves_the_newer_flow_valid()
    {
        using var browser = NewBrowser();
        var first = await ConsentedAsync(browser, "dora");
        var second = await ConsentedAsync(browser, "dora");

        (await browser.FollowCallbackAsync(second)).ShouldBe("/");

        (await browser.FollowCallbackAsync(first)).ShouldBe(Failed + "other_session");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_is_pasted_twice_makes_one_token_call_in_parallel_too()
    {
        using var browser = NewBrowser();
        var pasted = await ConsentedAsync(browser);

        var ends = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.FollowCallbackAsync(pasted)));

        ends.ShouldAllBe(end => end == "/");
        (await browser.FollowCallbackAsync(pasted)).ShouldBe("/");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(1);
    }

    [Fact]
    public async Task A_pasted_address_expires_after_ten_minutes()
    {
        using var browser = NewBrowser();
        var pasted = await ConsentedAsync(browser);

        _broker.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        (await browser.FollowCallbackAsync(pasted)).ShouldBe(Failed + "expired");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(0);
    }

    [Fact]
    public async Task The_address_of_a_refusal_can_be_pasted_too()
    {
        using var browser = NewBrowser();
        var consent = await browser.StartSignInAsync("spotify", "?guided=true");
        var pasted = await browser.ChooseConsentAsync(consent, "refuse=1");

        (await browser.FollowCallbackAsync(pasted)).ShouldBe("/?error=sign_in_refused&provider=spotify");
    }

    [Theory]
    [InlineData("http://nas.local:5080")]
    [InlineData("http://localhost:5080")]
    public async Task A_broker_on_the_users_machine_completes_the_sign_in_without_pasting(string publicUrl)
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

    private static async Task<Uri> ConsentedAsync(Browser browser, string user = "dora") =>
        await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify", "?guided=true"), $"person={user}");

    private static Task<Broker> StartAsync(params (string Key, string Value)[] settings) => Broker.StartAsync(
        settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal));
}
