using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>
/// Attacks with two browsers and with pages of other sites. The browser also sends the session cookie to a page on
/// another port of the same host: docs/security.md T5, T7 to T10, T23.
/// </summary>
public sealed class AttackTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    // Requests without and with a CORS preflight.
    private const string Forgeries =
        """
        async (broker) => {
          const send = (path, init) => fetch(broker + path, { credentials: "include", ...init })
            .then(response => response.status || "opaque").catch(() => "blocked");
          const json = '{"name":"stolen","scopes":["library:read"]}';
          return [
            await send("logout", { method: "POST", mode: "no-cors" }),
            await send("me/keys", { method: "POST", mode: "no-cors", body: json }),
            await send("me/keys", { method: "POST", body: json, headers: { "Content-Type": "application/json" } }),
            await send("me", { method: "DELETE" }),
            await send("me/sessions", { method: "DELETE" }),
            await send("me/connections/spotify", { method: "DELETE" }),
            await send("me", {}),
            await send("me/keys", {}),
          ].join(" ");
        }
        """;

    private string Session => $"musicauth_session_{Broker.Port}";

    [LongTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task T7_no_page_of_another_port_or_site_changes_or_reads_anything(string host)
    {
        var home = await SignedInAsync($"csrf{host.Length}", "spotify");
        home.Window.Expect("CORS policy");
        home.Window.Expect("ERR_");
        home.Window.Expect("403");
        home.Window.Expect("401");
        home.Window.Expect("405");
        await using var elsewhere = await OtherSite.StartAsync("", host);
        await home.Window.Page.GotoAsync(elsewhere.Address.ToString());
        // The browser sends the cookie to each port of the host, which makes the attack possible.
        elsewhere.Cookies.Contains(Session, StringComparison.Ordinal).ShouldBe(host == "127.0.0.1");

        var results = await home.Window.Page.EvaluateAsync<string>(Forgeries, Broker.ToString());

        // The broker refused the requests without a preflight, and the page cannot read these responses either.
        results.ShouldBe("blocked blocked blocked blocked blocked blocked blocked blocked");
        await ShouldBeUntouchedAsync(home);
    }

    [LongTheory]
    [InlineData("127.0.0.1", "logout")]
    [InlineData("localhost", "logout")]
    [InlineData("127.0.0.1", "me/keys")]
    public async Task T7_a_form_of_another_page_does_nothing(string host, string path)
    {
        var home = await SignedInAsync($"form{host.Length}{path.Length}", "spotify");
        home.Window.Expect("403");
        home.Window.Expect("favicon.ico");
        await using var elsewhere = await OtherSite.StartAsync(
            $$"""
            <form method="post" action="{{Broker}}{{path}}" enctype="text/plain">
            <input name='{"name":"stolen","scopes":["library:read"],"x":"' value='"}'><button>Win!</button></form>
            """,
            host);

        await home.Window.Page.GotoAsync(elsewhere.Address.ToString());
        await home.Window.Page.Locator("button").ClickAsync();
        // A request from another site carries no cookie, so the broker asks for a sign-in.
        await Expect(home.Window.Page.Locator("body")).ToContainTextAsync(
            host == "localhost" ? "Sign in once to your music services" : "cross_site_request");

        await ShouldBeUntouchedAsync(home);
    }

    [LongFact]
    public async Task T8_a_callback_of_the_attackers_flow_does_not_sign_the_victim_in()
    {
        var attacker = await OpenAsync();
        var callback = await CallbackAsync(attacker, "mallory1");
        var victim = await OpenAsync();

        await victim.Window.Page.GotoAsync(callback);

        await Expect(victim.Alert).ToContainTextAsync("The sign-in to Spotify did not work");
        await Expect(victim.State("spotify")).ToHaveTextAsync("Ready to sign in");
        // The attacker's own sign-in is still valid.
        await attacker.Window.Page.GotoAsync(callback);
        await Expect(attacker.State("spotify")).ToHaveTextAsync("Connected");
    }

    [LongFact]
    public async Task T8_a_victim_who_consents_to_the_attackers_flow_connects_nothing()
    {
        var attacker = await OpenAsync();
        await Sandbox.AddUserAsync("vera");
        var consent = await attacker.ConnectAsync("spotify");
        var authorize = consent.Window.Page.Url;
        var victim = await OpenAsync();

        await victim.Window.Page.GotoAsync(authorize);
        await new ConsentPage(victim.Window).ChooseAsync("vera");

        await Expect(victim.Alert).ToContainTextAsync("The sign-in to Spotify did not work");
        await attacker.GoToAsync();
        await Expect(attacker.State("spotify")).ToHaveTextAsync("Ready to sign in");
    }

    [LongFact]
    public async Task T9_a_cookie_planted_by_another_port_is_invalid_after_the_sign_in()
    {
        const string Planted = "planted-by-the-neighbour-0000000000000000000";
        var victim = await OpenAsync();
        await using var neighbour = await OtherSite.StartAsync(
            "", "127.0.0.1", $"{Session}={Planted}; Path=/; HttpOnly");
        await victim.Window.Page.GotoAsync(neighbour.Address.ToString());
        await victim.GoToAsync();

        await SignInAsync(victim, "spotify", "nora");

        using var attacker = new PlainClient(Broker);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Add("Cookie", $"{Session}={Planted}");
        using var response = await attacker.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await victim.Window.Page.Context.CookiesAsync([Broker.ToString()]))
            .Single(cookie => cookie.Name == Session).Value.ShouldNotBe(Planted);
    }

    [LongTheory]
    [InlineData("127.0.0.1", "")]
    [InlineData("localhost", "")]
    [InlineData("127.0.0.1", "login/spotify")]
    [InlineData("127.0.0.1", "docs")]
    public async Task T10_no_page_of_MusicAuth_shows_in_a_frame(string host, string path)
    {
        var home = await OpenAsync();
        home.Window.Expect("frame-ancestors");
        home.Window.Expect("favicon.ico");
        home.Window.Expect("403");
        await using var elsewhere = await OtherSite.StartAsync(
            $"""<iframe src="{Broker}{path}" width="600" height="400"></iframe><p>around it</p>""", host);

        await home.Window.Page.GotoAsync(elsewhere.Address.ToString());
        await Expect(home.Window.Page.Locator("p")).ToBeVisibleAsync();
        await home.Window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var frame = home.Window.Page.Frames[^1];
        frame.Url.ShouldStartWith("chrome-error://");
        (await frame.ContentAsync()).ShouldNotContain("MusicAuth");
    }

    [LongTheory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/%2f/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task T23_no_sign_in_redirects_to_another_site(string target)
    {
        var home = await OpenAsync();
        home.Window.Expect("400");
        home.Window.Expect("favicon.ico");

        await home.Window.Page.GotoAsync($"/login/spotify?returnUrl={Uri.EscapeDataString(target)}");

        new Uri(home.Window.Page.Url).Authority.ShouldBe(Broker.Authority);
        await Expect(home.Window.Page.Locator("body")).ToContainTextAsync("invalid_parameter");
    }

    [LongTheory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task T8_a_callback_opened_in_several_tabs_exchanges_its_code_once(int tabs)
    {
        var home = await OpenAsync();
        var callback = await CallbackAsync(home, $"tabs{tabs.ToString(CultureInfo.InvariantCulture)}");
        var before = await Sandbox.TokenExchangesAsync("spotify");
        var pages = new List<IPage>();
        for (var i = 0; i < tabs; i++) pages.Add(await home.Window.Page.Context.NewPageAsync());

        await Task.WhenAll(pages.Select(page => page.GotoAsync(callback)));

        (await Sandbox.TokenExchangesAsync("spotify")).ShouldBe(before + 1);
        await home.GoToAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        pages.ShouldAllBe(page => new Uri(page.Url).AbsolutePath == "/");
    }

    // The user is signed in and connected, and has no API key.
    private static async Task ShouldBeUntouchedAsync(HomePage home)
    {
        await home.GoToAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        (await home.Window.Page.EvaluateAsync<int>(
            "fetch('/me/keys').then(response => response.json()).then(keys => keys.items.length)")).ShouldBe(0);
    }

    /// <summary>Signs in up to the redirect, and returns the address of the callback without opening it.</summary>
    private async Task<string> CallbackAsync(HomePage home, string user)
    {
        await Sandbox.AddUserAsync(user);
        await home.ConnectAsync("spotify");
        var choice = await home.Window.Page.Locator($"a[data-person={user}]")
            .EvaluateAsync<string>("link => link.href");
        var response = await home.Window.Page.Context.APIRequest.GetAsync(choice, new() { MaxRedirects = 0 });
        return response.Headers["location"];
    }

    private sealed class PlainClient : HttpClient
    {
        public PlainClient(Uri address)
            : base(new SocketsHttpHandler { UseCookies = false }) => BaseAddress = address;
    }
}
