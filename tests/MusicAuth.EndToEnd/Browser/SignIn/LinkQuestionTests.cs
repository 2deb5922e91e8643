using System.Net.Http.Json;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser.SignIn;

/// <summary>The question about an additional account, the list of accounts, and a recent sign-in.</summary>
public sealed class LinkQuestionTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly BrokerSetup OnTheNetwork =
        new() { ListenAddress = BrowserFixture.NetworkAddress, PublicName = BrowserFixture.NetworkName };

    [LongFact]
    public async Task T32_over_plain_http_a_page_of_another_site_links_no_account_without_a_click()
    {
        var nas = await StartBrokerAsync(OnTheNetwork);
        // Chromium sends no Sec-Fetch headers to this host name.
        var address = new Uri($"http://{BrowserFixture.NetworkName}:{nas.Address.Port}/");
        var home = await OpenAsync(new(390, 844), address);
        home.Window.Expect($"left this machine: {BrowserFixture.NetworkName}");
        home.Window.Expect("ERR_CONNECTION_REFUSED");
        var page = home.Window.Page;
        var guide = new GuideSection(home.Window);
        await home.ConnectButton("spotify").ClickAsync();
        await guide.FinishAsync(await GuideSection.FailingAddressAsync(
            await guide.OpenServiceAsync(), "a[data-person=dora]"));
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        using var registered = await nas.Control.PutAsJsonAsync("/_sandbox/apps", new
        {
            deezer = new[]
            {
                new { app_id = "123456", secret = "sandbox-deezer-secret", domains = new[] { address.Host } },
            },
        });
        registered.EnsureSuccessStatusCode();
        // The browser is signed in to Deezer with another account, and Deezer does not ask for consent.
        await page.AddInitScriptAsync(
            """
            if (location.pathname.endsWith("/oauth/auth.php") && !location.search.includes("person="))
              location.replace(location.href + "&person=cleo");
            """);
        string? site = "no request";
        page.Request += (_, request) =>
        {
            if (request.Url == $"{address}login/deezer")
                site = request.Headers.GetValueOrDefault("sec-fetch-site");
        };
        await using var elsewhere = await OtherSite.StartAsync(
            $"<script>location.href = '{address}login/deezer'</script>", "localhost");

        await page.GotoAsync(elsewhere.Address.ToString());

        await Expect(home.LinkQuestion).ToContainTextAsync("Is this Deezer account yours?");
        await Expect(home.Part("link-yours")).ToContainTextAsync("Spotify account Dora");
        await Expect(home.Part("link-new")).ToContainTextAsync("Deezer account Cleo");
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("link-question-phone");
        await home.Window.ShouldBeAccessibleAsync("the question about an additional account");
        site.ShouldBeNull("on plain http Chromium sends no Sec-Fetch-Site");
        (await LengthAsync(home, "/me/identities")).ShouldBe(1);
        (await LengthAsync(home, "/me/connections")).ShouldBe(1);
        await page.ReloadAsync();
        await home.Part("link-refuse").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Nothing was linked");
        home.Window.Path.ShouldBe("/");
        (await LengthAsync(home, "/me/identities")).ShouldBe(1);
    }

    [LongFact]
    public async Task A_passing_failure_leaves_the_question_open_until_the_user_answers_it()
    {
        var home = await SignedInAsync("xaver", "spotify");
        home.Window.Expect("503");
        var isAway = true;
        await home.Window.Page.RouteAsync("**/me/pending-link", route => isAway ? route.FulfillUnavailableAsync()
            : route.Request.Method == "POST" ? route.FulfillAsync(new() { Status = 204 })
            : route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{"provider":"deezer","account_id":"7","display_name":"Cleo","expires_at":null}""",
            }));
        await home.GoToAsync("/?link=1");
        await Expect(home.Part("account-problem")).ToContainTextAsync("MusicAuth cannot use its database");
        await home.Window.ShouldBeAccessibleAsync("a question that did not load");
        home.Window.Path.ShouldBe("/?link=1");

        isAway = false;
        await home.Part("retry").ClickAsync();
        await Expect(home.LinkQuestion).ToContainTextAsync("Is this Deezer account yours?");
        isAway = true;
        await home.Part("link-accept").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("The account was not linked");
        await Expect(home.LinkQuestion).ToBeVisibleAsync();
        home.Window.Path.ShouldBe("/?link=1");

        isAway = false;
        await home.Part("link-accept").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Deezer connected as Cleo");
        await Expect(home.LinkQuestion).ToHaveCountAsync(0);
        home.Window.Path.ShouldBe("/");
    }

    [LongFact]
    public async Task The_page_lists_the_accounts_that_can_sign_in_and_removes_one()
    {
        var home = await SignedInAsync("vito", "deezer", "spotify");
        var account = new AccountSection(home.Window);

        await account.OpenAsync("accounts");

        await Expect(account.Part("identity")).ToHaveCountAsync(2);
        await home.Window.SaveScreenshotAsync("account-accounts");
        await account.Part("remove-identity").First.ClickAsync();
        await Expect(home.Dialog).ToContainTextAsync("Remove the Deezer account Vito?");
        await account.Part("confirm-ok").ClickAsync();
        await Expect(account.Part("identity")).ToHaveCountAsync(1);
        await Expect(account.Part("identity")).ToContainTextAsync("You cannot remove your only account.");
        await account.Part("go-home").ClickAsync();
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
    }

    [LongFact]
    public async Task A_disconnect_can_remove_the_account_too()
    {
        var home = await SignedInAsync("wanda", "deezer", "spotify");

        await home.OpenDetailsAsync("deezer");
        await home.Part("disconnect-deezer").ClickAsync();
        await home.Part("confirm-option").CheckAsync();
        await home.Window.SaveScreenshotAsync("disconnect-forget", whole: false);
        await home.Part("confirm-ok").ClickAsync();

        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
        (await LengthAsync(home, "/me/identities")).ShouldBe(1);
    }

    [LongFact]
    public async Task An_operation_that_requires_a_recent_sign_in_leads_to_one_and_back()
    {
        var home = await SignedInAsync("uma", "spotify");
        home.Window.Expect("403");
        var account = new AccountSection(home.Window);
        await home.Window.Page.RouteAsync("**/me/keys", route => route.Request.Method != "POST"
            ? route.ContinueAsync()
            : route.FulfillAsync(new()
            {
                Status = 403,
                ContentType = "application/problem+json",
                Body = $$"""
                    {"code":"fresh_sign_in_required","status":403,"title":"Sign in again first","detail":"Again.",
                     "login_url":"{{Broker}}login/spotify?returnUrl=%2F%23account%2Fkeys"}
                    """,
            }));
        await account.OpenAsync("keys");
        await account.Part("new-key-button").ClickAsync();
        await account.Part("key-name").FillAsync("Lights");
        await account.Part("make-key").ClickAsync();
        await Expect(account.KeyProblem).ToContainTextAsync("This request requires a sign-in within the last hour.");
        await home.Window.SaveScreenshotAsync("fresh-sign-in");

        await account.Part("fresh-sign-in").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("uma");

        await Expect(account.Part("tab-keys")).ToHaveAttributeAsync("aria-current", "page");
        new Uri(home.Window.Page.Url).Fragment.ShouldBe("#account/keys");
    }

    private static Task<int> LengthAsync(HomePage home, string path) => home.Window.Page.EvaluateAsync<int>(
        "path => fetch(path).then(response => response.json()).then(body => body.items.length)", path);
}
