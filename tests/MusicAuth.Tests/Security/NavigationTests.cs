using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md T8, T22, T23, ASVS 7.6.2, 15.3.7: the start of a sign-in, and its redirects.</summary>
public sealed class NavigationTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    private readonly Broker _broker = shared.Broker;

    [Theory]
    [InlineData("image")]
    [InlineData("iframe")]
    [InlineData("script")]
    [InlineData("empty")]
    [InlineData("object")]
    [InlineData("embed")]
    [InlineData("style")]
    public async Task Only_a_navigation_begins_a_sign_in(string destination)
    {
        foreach (var site in new[] { "same-origin", "same-site", "cross-site" })
        {
            using var answer = await BeginAsync(("Sec-Fetch-Dest", destination), ("Sec-Fetch-Site", site));

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"cross_site_request\"");
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("made-up")]
    public async Task A_request_from_another_site_gets_a_page_with_a_link_and_begins_no_flow(string site)
    {
        using var answer = await BeginAsync(("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", site));
        var page = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        page.ShouldContain("href=\"/login/spotify?returnUrl=%2F%3Fa%3D1\"");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<form");
    }

    [Fact]
    public async Task The_page_with_the_link_encodes_the_address_of_the_request()
    {
        using var answer = await BeginAsync(
            "/login/spotify?x=%22%3E%3Cscript%3E&y=\"><script>'", ("Sec-Fetch-Site", "cross-site"));

        var page = await answer.Content.ReadAsStringAsync();

        page.ShouldNotContain("<script");
        page.Split("<a ").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    [InlineData(null)]
    public async Task A_request_from_MusicAuth_s_page_or_from_a_typed_address_begins_a_flow_at_once(string? site)
    {
        using var answer = site is null
            ? await BeginAsync(("Sec-Fetch-Dest", "document"))
            : await BeginAsync(("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", site));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldStartWith(_broker.Sandbox.Address + "spotify/authorize?");
    }

    [Fact]
    public async Task T23_every_hostile_return_address_is_refused()
    {
        using var browser = _broker.NewBrowser();
        var targets = LocalPathTests.Hostile().Select(row => row.Data).OfType<string>().Where(CanBeInQuery).ToList();
        targets.Count.ShouldBeGreaterThan(80);

        foreach (var target in targets)
        {
            using var answer = await browser.Client.GetAsync(
                $"/login/spotify?returnUrl={Uri.EscapeDataString(target)}");

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, Uri.EscapeDataString(target));
            answer.Headers.Location.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/#keys", "/#keys")]
    [InlineData("/?a=https://evil.example//x", "/?a=https://evil.example//x")]
    [InlineData("/docs?b=%0d%0aSet-Cookie:a=b", "/docs?b=%0d%0aSet-Cookie:a=b")]
    public async Task T23_a_local_return_address_is_used_after_a_sign_in_and_dropped_after_a_refusal(
        string target, string end)
    {
        using var browser = _broker.NewBrowser();
        var query = $"?returnUrl={Uri.EscapeDataString(target)}";

        (await browser.TrySignInAsync("spotify", "refuse=1", query))
            .ShouldBe("/?error=sign_in_refused&provider=spotify");
        (await browser.TrySignInAsync("deezer", "refuse=1", query)).ShouldBe("/?error=sign_in_refused&provider=deezer");
        (await browser.TrySignInAsync("spotify", "person=dora", query)).ShouldBe(end);
    }

    [Theory]
    [InlineData("/login/spotify?returnUrl=/a&returnUrl=/b")]
    [InlineData("/login/spotify?returnUrl=/a&returnUrl=//evil.example")]
    [InlineData("/login/spotify?claim=a&claim=b")]
    [InlineData("/login/spotify?scope=user-library-read&scope=user-library-read")]
    [InlineData("/me/playlists?limit=1&limit=2")]
    [InlineData("/me/playlists?cursor=a&cursor=b")]
    [InlineData("/me/playlists?provider=spotify&provider=spotify")]
    [InlineData("/me/favorites?provider=spotify&PROVIDER=deezer")]
    [InlineData("/me/playlists/spotify/x/tracks?limit=1&limit=1")]
    public async Task A_parameter_given_twice_is_refused(string path)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");

        var problem = await browser.GetAsync(path, HttpStatusCode.BadRequest);

        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
    }

    [Theory]
    [InlineData("https://evil.example", true)]
    [InlineData("https://accounts.spotify.com", true)]
    [InlineData("", true)]
    [InlineData("own", false)]
    public async Task T22_a_callback_that_names_another_issuer_makes_no_token_call(string issuer, bool refused)
    {
        var before = (await _broker.StatsAsync()).Spotify.TokenExchanges;
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        var named = issuer == "own" ? _broker.Sandbox.Address.GetLeftPart(UriPartial.Authority) : issuer;

        var end = await browser.FollowCallbackAsync(new Uri($"{callback}&iss={Uri.EscapeDataString(named)}"));

        end.ShouldBe(refused ? "/?error=sign_in_failed&provider=spotify&reason=state" : "/");
        (await _broker.StatsAsync()).Spotify.TokenExchanges.ShouldBe(refused ? before : before + 1);
    }

    // A query cannot contain an unpaired surrogate.
    private static bool CanBeInQuery(string target) =>
        Uri.UnescapeDataString(Uri.EscapeDataString(target)) == target && target.Length > 0;

    private Task<HttpResponseMessage> BeginAsync(params (string Name, string Value)[] headers) =>
        BeginAsync("/login/spotify?returnUrl=%2F%3Fa%3D1", headers);

    private async Task<HttpResponseMessage> BeginAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var browser = _broker.NewBrowser();
        return await browser.NewCookielessClient().SendAsync(request);
    }
}
