using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>From an empty instance to playlists, without a shell.</summary>
public sealed class SetupPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_first_user_sets_Spotify_up_signs_in_and_owns_the_instance()
    {
        var broker = await StartBrokerAsync(BrokerSetup.WithoutProviders);
        var home = await OpenAsync(address: broker.Address);
        home.Window.Expect("400");
        await Expect(home.Part("setup")).ToContainTextAsync("New, or restore a backup?");
        await Expect(home.Part("redirect-uri-spotify")).ToHaveTextAsync($"{broker.Address}callback/spotify");
        await Expect(home.Part("setup-spotify").Locator("ol.steps > li")).ToHaveCountAsync(5);
        (await home.Part("setup-spotify").Locator("ol.steps > li").First.EvaluateAsync<string>(
            "step => getComputedStyle(step, '::before').content")).ShouldBe("counter(step)");
        await CopyAsync(home, $"{broker.Address}callback/spotify");
        await home.Window.SaveScreenshotAsync("setup-first");
        await home.Window.ShouldBeAccessibleAsync("first set-up");

        await home.Part("save-spotify").ClickAsync();
        await Expect(home.Part("problem-spotify")).ToContainTextAsync("Enter the id of the app first.");
        await Expect(home.Part("client-id-spotify")).ToBeFocusedAsync();
        await home.Part("client-id-spotify").FillAsync("sandbox-spotify-client");
        await home.Part("client-secret-spotify").FillAsync("wrong");
        await home.Part("save-spotify").ClickAsync();
        await Expect(home.Part("problem-spotify")).ToContainTextAsync("Spotify does not accept this id and secret");
        await Expect(home.Part("client-secret-spotify")).ToBeFocusedAsync();
        await home.Window.SaveScreenshotAsync("setup-refused", whole: false);
        await home.Part("client-secret-spotify").FillAsync("sandbox-spotify-secret");
        await home.Part("save-spotify").ClickAsync();

        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        await Expect(home.Part("setup")).ToBeHiddenAsync();
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync("Spotify connected as Dora");
        await Expect(home.Alert).ToContainTextAsync("You own this MusicAuth.");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await new AccountSection(home.Window).OpenAsync("setup");
        await home.Part("setup-spotify").Locator("summary").First.ClickAsync();
        await Expect(home.Part("check-spotify")).ToContainTextAsync("The service accepted the id and secret");
        await Expect(home.Part("seats")).ToContainTextAsync("Seats used: 1 of 5.");
    }

    [LongFact]
    public async Task A_guest_is_refused_asks_again_and_is_let_in()
    {
        var broker = await StartBrokerAsync(new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "AllowList" },
        });
        var link = await broker.Process.WaitForLineAsync($"{broker.Address}login?claim=");
        var home = await OpenAsync(address: broker.Address);
        await home.GoToAsync(new Uri(link.Trim()).PathAndQuery);
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync("You own this MusicAuth.");
        var guest = await OpenAsync(address: broker.Address);
        await (await guest.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(guest.Alert).ToContainTextAsync("The owner has been asked");
        await guest.Window.SaveScreenshotAsync("asked-owner");

        await home.Window.Page.ReloadAsync();
        var account = new AccountSection(home.Window);
        await account.OpenAsync("people");
        await Expect(home.Part("request")).ToContainTextAsync("Alma asks to come in with Spotify account");
        await home.Part("refuse").ClickAsync();
        await Expect(home.Part("request")).ToHaveCountAsync(0);
        await (await guest.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(guest.Alert).ToContainTextAsync("The owner has been asked");
        await account.OpenAsync("keys");
        await account.OpenAsync("people");
        await home.Part("admit").ClickAsync();
        await Expect(home.Part("request")).ToHaveCountAsync(0);

        await (await guest.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(guest.State("spotify")).ToHaveTextAsync("Connected");
    }

    private static async Task CopyAsync(HomePage home, string text)
    {
        var page = home.Window.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var button = home.CopyButton("redirect-uri-spotify");
        await Expect(button).ToHaveTextAsync("Copy");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(text);
    }
}
