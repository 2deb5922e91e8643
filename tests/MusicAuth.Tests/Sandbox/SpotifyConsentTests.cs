using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyConsentTests
{
    [Theory]
    [InlineData("http://127.0.0.1/callback/spotify")]
    [InlineData("http://127.0.0.1:5080/callback/spotify")]
    [InlineData("http://127.0.0.1:61234/callback/spotify")]
    [InlineData("http://[::1]:5080/callback/spotify")]
    public async Task A_loopback_address_is_accepted_with_any_port(string redirect)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        (await sandbox.RedirectedAsync(TestSandbox.SpotifyAuthorize(("redirect_uri", redirect), ("person", "dora"))))
            .ShouldContainKey("code");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080/callback/spotify/", "Invalid redirect URI")]
    [InlineData("http://127.0.0.1:5080/Callback/spotify", "Invalid redirect URI")]
    [InlineData("http://127.0.0.1:5080/callback/spotify?x=1", "Invalid redirect URI")]
    [InlineData("http://127.0.0.1:5080/callback/deezer", "Invalid redirect URI")]
    [InlineData("https://127.0.0.1:5080/callback/spotify", "Invalid redirect URI")]
    [InlineData("https://music.example/callback/spotify", "Invalid redirect URI")]
    [InlineData("", "Invalid redirect URI")]
    [InlineData("http://localhost:5080/callback/spotify", "Insecure redirect URI")]
    [InlineData("http://192.168.1.20:5080/callback/spotify", "Insecure redirect URI")]
    [InlineData("http://nas.local:5080/callback/spotify", "Insecure redirect URI")]
    [InlineData("http://127.0.0.1:5080@evil.example/callback/spotify", "Insecure redirect URI")]
    [InlineData("http://127.0.0.1.evil.example/callback/spotify", "Insecure redirect URI")]
    public async Task Any_other_redirect_URI_shows_an_error_page_and_does_not_redirect(string redirect, string words)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(
            new Uri(TestSandbox.SpotifyAuthorize(("redirect_uri", redirect), ("person", "alma")), UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("INVALID_CLIENT: " + words);
    }

    [Fact]
    public async Task Plain_http_on_the_network_is_refused_although_it_is_registered()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync(HttpMethod.Put, "apps", """
            {"spotify":[{"client_id":"lan","client_secret":"s","redirect_uris":["http://music.lan/callback/spotify",
            "https://music.example/callback/spotify"]}]}
            """);
        var lan = TestSandbox.SpotifyAuthorize(
            ("client_id", "lan"), ("redirect_uri", "http://music.lan/callback/spotify"));
        (await (await sandbox.Http.GetAsync(lan)).Content.ReadAsStringAsync()).ShouldContain("Insecure redirect URI");
        var https = TestSandbox.SpotifyAuthorize(
            ("client_id", "lan"), ("redirect_uri", "https://music.example/callback/spotify"), ("person", "dora"));
        (await sandbox.RedirectedAsync(https)).ShouldContainKey("code");
    }

    [Fact]
    public async Task An_unknown_client_gets_an_error_page()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize(("client_id", "stranger")));
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("INVALID_CLIENT: Invalid client");
    }

    [Fact]
    public async Task The_removed_implicit_flow_is_refused_in_the_fragment()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize(("response_type", "token")));
        answer.Headers.Location!.ToString()
            .ShouldStartWith(TestSandbox.Redirect + "#error=unsupported_response_type");
    }

    [Fact]
    public async Task A_refusal_returns_access_denied_and_the_state()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var back = await sandbox.RedirectedAsync(TestSandbox.SpotifyAuthorize(("refuse", "1")));
        back.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["error"] = "access_denied",
            ["state"] = "st a/te",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task The_page_names_the_app_the_scopes_and_all_users_and_needs_no_script()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize());
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("MusicAuth asks for access to your Spotify account");
        page.ShouldContain("See your playlists, the private ones too");
        page.ShouldContain("Refuse");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<style");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        var link = page.Split("data-person=\"cleo\" href=\"")[1].Split('"')[0];
        (await sandbox.RedirectedAsync(WebUtility.HtmlDecode(link)))["state"].ShouldBe("st a/te");
        (await sandbox.Http.GetAsync("/consent.css")).Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    [Fact]
    public async Task A_user_who_has_given_the_scopes_is_redirected_at_once_unless_the_app_asks_for_the_page()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        (await AuthorizeAsync(sandbox)).ShouldBeFalse("no user has signed in with Spotify in this browser");
        await sandbox.SignInAsync("cleo");
        sandbox.Http.DefaultRequestHeaders.Add("Cookie", "sandbox_spotify_user=cleo");

        (await AuthorizeAsync(sandbox)).ShouldBeTrue();
        (await AuthorizeAsync(sandbox, ("scope", "user-library-read"))).ShouldBeTrue();
        (await AuthorizeAsync(sandbox, ("show_dialog", "false"))).ShouldBeTrue();
        (await AuthorizeAsync(sandbox, ("show_dialog", "true"))).ShouldBeFalse();
        (await AuthorizeAsync(sandbox, ("scope", "user-library-read user-follow-read"))).ShouldBeFalse();
        await sandbox.ControlAsync(
            HttpMethod.Put, "users", """{"revoke":{"provider":"spotify","person":"cleo"}}""");
        (await AuthorizeAsync(sandbox)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_remembers_its_user_in_the_browser()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize(("person", "cleo")));

        answer.Headers.GetValues("Set-Cookie").Single()
            .ShouldBe("sandbox_spotify_user=cleo; Path=/spotify/authorize; HttpOnly; SameSite=Lax");
    }

    [Fact]
    public async Task Markup_in_a_parameter_stays_text()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var url = TestSandbox.SpotifyAuthorize(("state", "\"><script>alert(1)</script>"));
        var page = await sandbox.Http.GetStringAsync(url);
        page.ShouldNotContain("<script");
    }

    [Theory]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", "tooshort")]
    public async Task A_challenge_that_is_not_SHA_256_is_refused(string name, string value)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize(
            ("code_challenge", new string('a', 43)), ("code_challenge_method", "S256"),
            ("person", "dora"), (name, value)));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <returns>Whether the sandbox redirected at once; otherwise it showed its page.</returns>
    private static async Task<bool> AuthorizeAsync(TestSandbox sandbox, params (string Name, string Value)[] changes)
    {
        using var answer = await sandbox.Http.GetAsync(TestSandbox.SpotifyAuthorize(changes));
        if (answer.StatusCode == HttpStatusCode.OK)
            return false;
        answer.Headers.Location!.ToString().ShouldStartWith(TestSandbox.Redirect + "?code=");
        return true;
    }
}
