using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>
/// Two browsers, and pages of somebody else, one of them on a port beside ours, which the browser sends our cookie to:
/// SECURITY T5a, T7 to T10, T23.
/// </summary>
public sealed class AttackTests(BrowserFixture world) : BrowserTest(world)
{
    // What a page may try without asking, and what it may try by asking.
    private const string Forgeries =
        """
        async (broker) => {
          const send = (path, init) => fetch(broker + path, { credentials: "include", ...init })
            .then(answer => answer.status || "opaque").catch(() => "blocked");
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
        // The neighbour on the same host is sent the cookie by the browser: that is the attack.
        elsewhere.Cookies.Contains(Session, StringComparison.Ordinal).ShouldBe(host == "127.0.0.1");

        var ends = await home.Window.Page.EvaluateAsync<string>(Forgeries, Broker.ToString());

        // Those that needed no leave were sent and refused, and not even that is to be seen.
        ends.ShouldBe("blocked blocked blocked blocked blocked blocked blocked blocked");
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
        // From another site the cookie does not even come along: like anybody, the browser is sent to sign in.
        await Expect(home.Window.Page.Locator("body")).ToContainTextAsync(
            host == "localhost" ? "Sign in once to your music services" : "cross_site_request");

        await ShouldBeUntouchedAsync(home);
    }

    [LongFact]
    public async Task T8_a_callback_of_the_attackers_flow_signs_nobody_in_as_the_attacker()
    {
        var attacker = await OpenAsync();
        var callback = await CallbackAsync(attacker, "mallory1");
        var victim = await OpenAsync();

        await victim.Window.Page.GotoAsync(callback);

        await Expect(victim.Alert).ToContainTextAsync("The sign-in to Spotify did not work");
        await Expect(victim.State("spotify")).ToHaveTextAsync("Ready to sign in");
        // It did not use up the attacker's own flow either.
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
    public async Task T9_a_cookie_planted_by_a_neighbour_is_worthless_after_the_sign_in()
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
        using var answer = await attacker.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await victim.Window.Page.Context.CookiesAsync([Broker.ToString()]))
            .Single(cookie => cookie.Name == Session).Value.ShouldNotBe(Planted);
    }

    [LongTheory]
    [InlineData("127.0.0.1", "")]
    [InlineData("localhost", "")]
    [InlineData("127.0.0.1", "login/spotify")]
    [InlineData("127.0.0.1", "docs")]
    public async Task T10_no_page_of_ours_shows_in_a_frame(string host, string path)
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
    public async Task T23_no_sign_in_ends_elsewhere(string target)
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
    public async Task T8_a_callback_opened_in_several_tabs_counts_once(int tabs)
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

    // Signed in, connected, and without a key that somebody made.
    private static async Task ShouldBeUntouchedAsync(HomePage home)
    {
        await home.GoToAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        (await home.Window.Page.EvaluateAsync<int>(
            "fetch('/me/keys').then(answer => answer.json()).then(keys => keys.items.length)")).ShouldBe(0);
    }

    /// <summary>A flow up to the address that the provider sends the browser back to, which is not opened.</summary>
    private async Task<string> CallbackAsync(HomePage home, string person)
    {
        await Sandbox.AddUserAsync(person);
        await home.ConnectAsync("spotify");
        var choice = await home.Window.Page.Locator($"a[data-person={person}]")
            .EvaluateAsync<string>("link => link.href");
        var answer = await home.Window.Page.Context.APIRequest.GetAsync(choice, new() { MaxRedirects = 0 });
        return answer.Headers["location"];
    }

    private sealed class PlainClient : HttpClient
    {
        public PlainClient(Uri address)
            : base(new SocketsHttpHandler { UseCookies = false }) => BaseAddress = address;
    }
}
