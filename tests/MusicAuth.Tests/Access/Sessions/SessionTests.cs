using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Sessions;

/// <summary>The cookie and the lifetime of a session (docs/security.md T5, T7, T9, ASVS 7.2 to 7.4).</summary>
public abstract class SessionTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_cookie_of_a_loopback_address_is_HttpOnly_and_Lax()
    {
        var header = await SetCookieAsync(_broker);

        header.ShouldStartWith("musicauth_session=");
        header.ShouldContain("httponly", Case.Insensitive);
        header.ShouldContain("samesite=lax", Case.Insensitive);
        header.ShouldContain("path=/", Case.Insensitive);
        header.ShouldNotContain("secure", Case.Insensitive);
        header.ShouldNotContain("domain", Case.Insensitive);
    }

    [Fact]
    public async Task The_cookie_of_an_https_address_has_the_Host_prefix_and_is_Secure()
    {
        await using var https = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Web:PublicUrl"] = "https://music.example.org" });
        using var client = https.NewBrowser().NewCookielessClient();
        client.BaseAddress = new Uri("https://music.example.org");

        using var answer = await client.GetAsync("/login/deezer");

        var flow = answer.Headers.GetValues("Set-Cookie").Single();
        flow.ShouldContain("secure", Case.Insensitive);
        flow.ShouldContain("samesite=lax", Case.Insensitive);
        flow.ShouldContain("httponly", Case.Insensitive);
        https.Services.GetCookieName().ShouldBe("__Host-musicauth");
    }

    [Fact]
    public async Task Every_sign_in_gives_a_new_session_and_ends_the_old_one()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var old = browser.CookieHeader;

        await browser.SignInAsync("deezer", "dora");

        browser.CookieHeader.ShouldNotBe(old);
        (await StatusWithAsync(browser, old)).ShouldBe(HttpStatusCode.Unauthorized);
        await browser.GetAsync("/me");
    }

    [Fact]
    public async Task A_cookie_planted_before_the_sign_in_is_invalid_after_it()
    {
        using var browser = _broker.NewBrowser();
        const string Planted = "musicauth_session=planted-by-another-site";
        using var begin = new HttpRequestMessage(HttpMethod.Get, "/me");
        await browser.SignInAsync("spotify", "dora");

        (await StatusWithAsync(browser, Planted)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var old = browser.CookieHeader;

        using var answer = await browser.SendAsync(HttpMethod.Post, "/logout");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Clear-Site-Data").ShouldBe(["\"cache\", \"storage\""]);
        browser.Cookies.ShouldBeEmpty();
        foreach (var path in new[] { "/me", "/me/connections", "/me/playlists", "/me/favorites", "/me/flow" })
            (await StatusWithAsync(browser, old, path)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_after_thirty_days_without_a_request_and_after_180_days_in_any_case()
    {
        using var idle = await _broker.SignedInAsync("dora", "deezer");
        await SeenAfterAsync(idle, TimeSpan.FromDays(29));
        await SeenAfterAsync(idle, TimeSpan.FromDays(29));
        _broker.Clock.Advance(TimeSpan.FromDays(30));
        await idle.GetAsync("/me", HttpStatusCode.Unauthorized);

        using var busy = await _broker.SignedInAsync("dora", "deezer");
        for (var day = 20; day < 180; day += 20)
            await SeenAfterAsync(busy, TimeSpan.FromDays(20));
        _broker.Clock.Advance(TimeSpan.FromDays(20) - TimeSpan.FromMinutes(1));
        await busy.GetAsync("/me");
        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await busy.GetAsync("/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Settings_limit_the_lifetime_of_a_session()
    {
        await using var strict = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:SessionIdleDays"] = "1", ["Access:SessionDays"] = "2" },
            storage: storage);
        using var idle = await strict.SignedInAsync("dora", "deezer");
        strict.Clock.Advance(TimeSpan.FromDays(1));
        await idle.GetAsync("/me", HttpStatusCode.Unauthorized);

        using var busy = await strict.SignedInAsync("dora", "deezer");
        for (var hours = 0; hours < 40; hours += 20)
        {
            strict.Clock.Advance(TimeSpan.FromHours(20));
            await busy.GetAsync("/me");
        }

        strict.Clock.Advance(TimeSpan.FromHours(8));
        await busy.GetAsync("/me", HttpStatusCode.Unauthorized);
        (await SetCookieAsync(strict)).ShouldContain($"max-age={2 * 86400};", Case.Insensitive);
    }

    [Fact]
    public async Task The_cookie_has_the_lifetime_of_the_session() =>
        (await SetCookieAsync(_broker)).ShouldContain($"max-age={180 * 86400};", Case.Insensitive);

    private async Task SeenAfterAsync(Browser browser, TimeSpan time)
    {
        _broker.Clock.Advance(time);
        await browser.GetAsync("/me");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "same-origin", true)]
    [InlineData("http://127.0.0.1:5080", null, true)]
    [InlineData("http://127.0.0.1:5081", "same-site", false)]
    [InlineData("http://127.0.0.1:5080", "same-site", false)]
    [InlineData("http://127.0.0.1:5080", "cross-site", false)]
    [InlineData("https://127.0.0.1:5080", null, false)]
    [InlineData("http://127.0.0.1", null, false)]
    [InlineData("http://localhost:5080", null, false)]
    [InlineData("http://127.0.0.1:5080.evil.example", null, false)]
    [InlineData("null", null, false)]
    [InlineData(null, null, false)]
    public async Task A_change_by_session_needs_the_origin_of_PublicUrl(string? origin, string? site, bool allowed)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/me/connections/spotify");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(allowed ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden);
        if (!allowed)
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"cross_site_request\"");
        _broker.Database.Count("grants").ShouldBe(allowed ? 0 : 1);
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/disconnect")]
    public async Task A_GET_changes_nothing(string path)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        using var answer = await browser.Client.GetAsync(path);

        ((int)answer.StatusCode).ShouldBeOneOf(404, 405);
        await browser.GetAsync("/me");
    }

    [Fact]
    public async Task Without_a_session_a_program_gets_401_and_a_navigation_is_redirected_to_the_sign_in()
    {
        using var browser = _broker.NewBrowser();
        using var navigation = new HttpRequestMessage(HttpMethod.Get, "/me/playlists");
        navigation.Headers.Add("Sec-Fetch-Mode", "navigate");

        using var program = await browser.Client.GetAsync("/me/playlists");
        using var page = await browser.Client.SendAsync(navigation);

        program.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        program.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        program.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.ToString().ShouldBe("/login");
    }

    [Fact]
    public async Task An_unknown_bearer_token_does_not_fall_back_to_the_cookie()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Add("Authorization", "Bearer ma_nothing");

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_database_holds_no_session_secret()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");

        _broker.Database.Bytes().ShouldNotContain(browser.Cookies.Single().Value);
    }

    private static async Task<string> SetCookieAsync(Broker broker)
    {
        using var browser = broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        using var answer = await browser.Client.GetAsync(callback.PathAndQuery);
        return answer.Headers.GetValues("Set-Cookie")
            .Single(header => header.Contains("session", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> StatusWithAsync(Browser browser, string cookie, string path = "/me")
    {
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
