namespace MusicAuth.EndToEnd.Browser;

/// <summary>The page loads its parts when the user opens them; MusicAuth can be unreachable at that moment.</summary>
public sealed class MissingPartTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Sentence =
        "This part of the page did not load: MusicAuth did not answer, or it has been updated.";

    [LongFact]
    public async Task A_part_that_did_not_load_says_so_and_loads_after_a_reload()
    {
        var broker = await StartBrokerAsync();
        var home = await SignedInWithMusicAsync(broker);
        var account = new AccountSection(home.Window);

        await broker.KillAsync();
        await account.Part("go-account").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync(Sentence);
        await home.Window.SaveScreenshotAsync("part-missing", whole: false);
        await home.Window.ShouldBeAccessibleAsync("a part is missing");

        await broker.RestartAsync();
        await home.Alert.GetByTestId("reload").ClickAsync();

        await account.OpenAsync("keys");
        await Expect(home.Alert).ToHaveCountAsync(0);
        await Expect(account.Part("new-key-button")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_tab_that_did_not_load_says_so_in_its_place()
    {
        var broker = await StartBrokerAsync();
        var home = await SignedInWithMusicAsync(broker);
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");

        await broker.KillAsync();
        await account.OpenAsync("activity");
        await Expect(account.Root.GetByTestId("missing-part")).ToContainTextAsync(Sentence);
        await Expect(account.Root.GetByText("Loading…")).ToHaveCountAsync(0);
        await home.Window.SaveScreenshotAsync("tab-missing", whole: false);
        await home.Window.ShouldBeAccessibleAsync("a tab is missing");

        await broker.RestartAsync();
        await account.Part("reload").ClickAsync();

        await Expect(account.Events.First).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task Details_that_did_not_load_say_so_in_their_place()
    {
        var broker = await StartBrokerAsync();
        var home = await SignedInWithMusicAsync(broker);
        var details = home.Part("details-spotify");

        await broker.KillAsync();
        await details.Locator("summary").ClickAsync();
        await Expect(details.GetByTestId("missing-part")).ToContainTextAsync(Sentence);
        await Expect(details.GetByText("Loading…")).ToHaveCountAsync(0);

        await broker.RestartAsync();
        await details.Locator("summary").ClickAsync();
        await home.OpenDetailsAsync("spotify");

        await Expect(details.GetByTestId("missing-part")).ToHaveCountAsync(0);
    }

    // On a phone the music is below the first screen, and loads when the user scrolls to it.
    [LongFact]
    public async Task Music_that_did_not_load_says_so_in_its_place()
    {
        var broker = await StartBrokerAsync();
        var home = await SignedInAsync(broker, new(Width: 390, Height: 500));
        var library = home.Part("library");
        await Expect(library.GetByText("Loading…")).ToHaveCountAsync(1);

        await broker.KillAsync();
        await library.ScrollIntoViewIfNeededAsync();
        await Expect(library.GetByTestId("missing-part")).ToContainTextAsync(Sentence);

        await broker.RestartAsync();
        await library.GetByTestId("reload").ClickAsync();

        await library.ScrollIntoViewIfNeededAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
    }

    // Without its styles no row of a list has a height.
    [LongFact]
    public async Task Music_whose_styles_did_not_load_says_so_in_its_place()
    {
        var home = await SignedInAsync("xandra", "spotify");
        home.Window.Expect("net::ERR_");
        await home.Window.Page.RouteAsync("**/library.css", route => route.AbortAsync());
        await home.GoToAsync();
        await Expect(home.Library.GetByTestId("missing-part")).ToContainTextAsync(Sentence);

        await home.Window.Page.UnrouteAsync("**/library.css");
        await home.Library.GetByTestId("reload").ClickAsync();

        await Expect(home.Playlists).ToHaveCountAsync(12);
    }

    // The music is a part of its own: if it is still loading when the broker is killed, it does not load either.
    private async Task<HomePage> SignedInWithMusicAsync(StandaloneBroker broker)
    {
        var home = await SignedInAsync(broker);
        await Expect(home.Playlists).ToHaveCountAsync(12);
        return home;
    }

    private async Task<HomePage> SignedInAsync(StandaloneBroker broker, WindowOptions? options = null)
    {
        var home = await OpenAsync(options, broker.Address);
        home.Window.Expect("net::ERR_");
        home.Window.Expect("Couldn't load preload assets"); // axe reads the style sheets again
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        return home;
    }
}
