using Shouldly;

namespace MusicAuth.EndToEnd.Browser.SignIn;

/// <summary>
/// Spotify does not redirect browsers to a broker at http://nas.local. The redirect to the browser's own machine fails,
/// and the user copies its address to the page.
/// </summary>
public sealed class ManualRedirectPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly BrokerSetup OnTheNetwork =
        new() { ListenAddress = BrowserFixture.NetworkAddress, PublicName = BrowserFixture.NetworkName };

    [LongFact]
    public async Task The_guide_leads_a_user_through_the_sign_in()
    {
        var nas = await StartBrokerAsync(OnTheNetwork);
        var home = await OpenAtAsync(nas);
        var guide = new GuideSection(home.Window);

        await home.ConnectButton("spotify").ClickAsync();
        await Expect(guide.RedirectUri).ToHaveTextAsync($"http://127.0.0.1:{nas.Address.Port}/callback/spotify");
        await CopyAndPasteAsync(home, guide);
        await home.Window.SaveScreenshotAsync("paste-back", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the guide");
        var tab = await guide.OpenServiceAsync();
        var address = await GuideSection.FailingAddressAsync(tab, "a[data-person=dora]");
        address.ShouldStartWith($"http://127.0.0.1:{nas.Address.Port}/callback/spotify?");
        await guide.FinishAsync($"  {address}\n");

        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.User).ToHaveTextAsync("Signed in as Dora");
        home.Window.Path.ShouldBe("/");
        await home.Window.Page.GoBackAsync();
        home.Window.Page.Url.ShouldNotContain("code=", Case.Sensitive, "the history contains no code");
    }

    [LongFact]
    public async Task The_page_explains_a_wrong_address_and_a_used_address_changes_nothing()
    {
        var nas = await StartBrokerAsync(OnTheNetwork);
        var home = await OpenAtAsync(nas, new(390, 844));
        var guide = new GuideSection(home.Window);
        await home.ConnectButton("spotify").ClickAsync();

        await guide.FinishAsync("");
        await Expect(guide.Problem).ToContainTextAsync("Paste the address of the tab here first.");
        await guide.FinishAsync("https://accounts.spotify.com/authorize?client_id=x");
        await Expect(guide.Problem).ToContainTextAsync("still an address of Spotify");
        await guide.FinishAsync("http://127.0.0.1/other?code=a&state=b");
        await Expect(guide.Problem).ToContainTextAsync("This is another address.");
        await guide.FinishAsync("http://127.0.0.1/callback/spotify?code=a");
        await Expect(guide.Problem).ToContainTextAsync("The end of the address is missing.");
        await Expect(guide.Field).ToBeFocusedAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("paste-back-narrow", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the guide with a problem");

        var address = await GuideSection.FailingAddressAsync(await guide.OpenServiceAsync(), "a[data-person=dora]");
        await guide.FinishAsync(address);
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");

        await home.OpenDetailsAsync("spotify");
        await home.Part("reauthorize-spotify").ClickAsync();
        await guide.FinishAsync(address);
        // The browser has the session that this address created, so the page is the same as the first time.
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Alert).ToHaveCountAsync(0);
        await home.Window.SaveScreenshotAsync("paste-back-replayed", whole: false);
    }

    [LongFact]
    public async Task An_address_from_another_browser_signs_no_user_in()
    {
        var nas = await StartBrokerAsync(OnTheNetwork);
        var (mine, other) = (await OpenAtAsync(nas), await OpenAtAsync(nas, new(Dark: true)));
        var guide = new GuideSection(mine.Window);
        await mine.ConnectButton("spotify").ClickAsync();
        var address = await GuideSection.FailingAddressAsync(await guide.OpenServiceAsync(), "a[data-person=dora]");

        await other.ConnectButton("spotify").ClickAsync();
        await other.Window.SaveScreenshotAsync("paste-back-dark", whole: false);
        await new GuideSection(other.Window).FinishAsync(address);

        await Expect(other.Alert).ToContainTextAsync("does not belong to a sign-in that began in this browser");
        await Expect(other.ConnectButton("spotify")).ToBeVisibleAsync();
        await Expect(other.User).ToHaveCountAsync(0);
        await guide.FinishAsync(address);
        await Expect(mine.User).ToHaveTextAsync("Signed in as Dora");
    }

    [LongFact]
    public async Task A_link_to_the_sign_in_leads_to_the_guide_and_a_refusal_can_be_pasted()
    {
        var nas = await StartBrokerAsync(OnTheNetwork);
        var home = await OpenAtAsync(nas);
        var guide = new GuideSection(home.Window);

        await home.GoToAsync("/login?claim=a-claim");
        await home.ConnectButton("spotify").ClickAsync();
        await Expect(guide.Open).ToHaveAttributeAsync("href", $"{Nas(nas)}/login/spotify?guided=true&claim=a-claim");
        await home.GoToAsync("/login/spotify?returnUrl=%2F%23favorites");

        await Expect(guide.Root).ToBeVisibleAsync();
        home.Window.Path.ShouldBe("/");
        var address = await GuideSection.FailingAddressAsync(await guide.OpenServiceAsync(), "a[data-refuse]");
        await guide.FinishAsync(address);
        await Expect(home.Alert).ToContainTextAsync("You refused the access at Spotify");
        await home.Window.ShouldBeAccessibleAsync("a refused consent");

        await home.GoToAsync("/login/spotify?returnUrl=%2F%23favorites");
        address = await GuideSection.FailingAddressAsync(await guide.OpenServiceAsync(), "a[data-person=dora]");
        await guide.FinishAsync(address);
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        home.Window.Page.Url.ShouldEndWith("/#favorites");
    }

    [LongFact]
    public async Task If_the_broker_runs_on_the_users_machine_the_other_tab_finishes_the_sign_in()
    {
        var here = await StartBrokerAsync(new() { PublicName = "localhost" });
        var home = await OpenAsync(address: new Uri($"http://localhost:{here.Address.Port}"));
        var guide = new GuideSection(home.Window);
        await home.ConnectButton("spotify").ClickAsync();

        var tab = await guide.OpenServiceAsync();
        await tab.Locator("a[data-person=dora]").ClickAsync();
        await Expect(tab.GetByTestId("user")).ToHaveTextAsync("Signed in as Dora");

        await home.ReturnToTabAsync();
        await Expect(home.Alert).ToContainTextAsync("Spotify is connected");
        await Expect(guide.Root).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task A_guide_that_replaces_another_can_be_closed()
    {
        var home = await OpenAtAsync(await StartBrokerAsync(OnTheNetwork));
        var guide = new GuideSection(home.Window);
        await home.ConnectButton("spotify").ClickAsync();
        await Expect(guide.Root).ToBeVisibleAsync();

        await home.Window.Page.EvaluateAsync(
            """
            async () => {
              const [{ openGuide }, { state }] = await Promise.all([
                import("/js/views/signInLinks.js"), import("/js/state.js")]);
              await openGuide(state.providers.find(({ name }) => name === "spotify"));
            }
            """);
        // The event that removes the first guide is a later task.
        await Expect(guide.Root).ToHaveCountAsync(1);
        await home.Part("guide-close").ClickAsync();

        await Expect(guide.Root).ToHaveCountAsync(0);
    }

    // Over plain http a browser gives a page no navigator.clipboard.
    private static async Task CopyAndPasteAsync(HomePage home, GuideSection guide)
    {
        (await home.Window.Page.EvaluateAsync<bool>("navigator.clipboard === undefined")).ShouldBeTrue();
        var button = home.CopyButton("guide-redirect-uri");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Copied");
        await guide.Field.FocusAsync();
        await home.Window.Page.Keyboard.PressAsync("Control+V");
        await Expect(guide.Field).ToHaveValueAsync(await guide.RedirectUri.InnerTextAsync());
        await guide.Field.FillAsync("");
    }

    private static string Nas(StandaloneBroker nas) => $"http://{BrowserFixture.NetworkName}:{nas.Address.Port}";

    private async Task<HomePage> OpenAtAsync(StandaloneBroker nas, WindowOptions? options = null)
    {
        var home = await OpenAsync(options, new Uri(Nas(nas)));
        home.Window.Expect($"left this machine: {BrowserFixture.NetworkName}");
        home.Window.Expect("ERR_CONNECTION_REFUSED");
        return home;
    }
}
