using System.Net.Http.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Consents;

/// <summary>Advances the common clock of the sandbox and its broker by half a year.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class RenewalTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Connection =
        "fetch('/me/connections').then((response) => response.json())"
        + ".then(({ items }) => items.find(({ provider }) => provider === 'spotify').id)";

    private const string ReadByKey =
        "(key) => fetch('/me/playlists?provider=spotify', { credentials: 'omit', "
        + "headers: { Authorization: `Bearer ${key}` } }).then((response) => response.status)";

    private readonly TempFolder _data = new();

    [LongFact]
    public async Task A_consent_that_ends_soon_shows_its_remaining_days_and_one_click_renews_it()
    {
        var demonstration = EndAfterWindows(await Demonstration.StartAsync(_data.FullName));
        var (home, key, connection) = await ConnectedAsync(demonstration);
        await AdvanceAsync(home, demonstration, days: 119);
        await ReturnAsync(home);
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("61 days left");
        await Expect(home.Part("reauthorize-spotify")).ToBeHiddenAsync();

        await AdvanceAsync(home, demonstration, days: 1);
        await home.Window.Page.ReloadAsync();
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("60 days left");
        await Expect(home.Part("reauthorize-spotify")).ToHaveTextAsync("Renew now, while you are here");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");

        await AdvanceAsync(home, demonstration, days: 31);
        await ReturnAsync(home);

        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("29 days left");
        await Expect(home.Part("todo-item").First).ToContainTextAsync("Your Spotify consent ends in 29 days");
        await Expect(home.Part("reauthorize-spotify")).ToHaveTextAsync("Renew now, while you are here");
        await home.Window.SaveScreenshotAsync("consent-due", whole: false);
        await home.Window.ShouldBeAccessibleAsync("a consent that ends soon");

        await home.Part("reauthorize-spotify").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("cleo");
        await Expect(home.Alert).ToContainTextAsync("You signed in as Cleo, but Dora is connected");
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("29 days left");
        await home.Window.SaveScreenshotAsync("consent-other-account", whole: false);

        await home.Part("reauthorize-spotify").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("dora");
        await ShouldBeRenewedAsync(home, key, connection);
        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_renewal_of_an_ended_consent_restores_its_key_and_its_list()
    {
        var demonstration = EndAfterWindows(await Demonstration.StartAsync(_data.FullName));
        var (home, key, connection) = await ConnectedAsync(demonstration);

        await AdvanceAsync(home, demonstration, days: 190);
        home.Window.Expect("403");
        await Eventually.IsTrueAsync(
            async () => await home.Window.Page.EvaluateAsync<int>(ReadByKey, key) == 403, "a consent that has ended");
        await ReturnAsync(home);

        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.Part("reason-spotify")).ToContainTextAsync(
            "A Spotify consent is valid for six months, and yours has expired.");
        await Expect(home.Part("todo-item").First).ToContainTextAsync("Spotify");
        await home.Window.SaveScreenshotAsync("consent-ended", whole: false);
        await home.Part("todo-action").First.ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("dora");

        await ShouldBeRenewedAsync(home, key, connection);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Dispose();
    }

    private async Task<(HomePage Home, string Key, string Connection)> ConnectedAsync(Demonstration demonstration)
    {
        var home = await OpenAsync(address: demonstration.Broker);
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            await (await home.ConnectAsync(provider)).ChooseAsync("dora");
            await home.AcceptLinkAsync(provider);
            await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        }

        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var key = await account.MakeKeyAsync("Homepage");
        await home.GoToAsync("/#");
        return (home, key, await home.Window.Page.EvaluateAsync<string>(Connection));
    }

    /// <summary>Signs the same user in with the other service, because the session has expired.</summary>
    private static async Task ReturnAsync(HomePage home)
    {
        await home.GoToAsync("/");
        await home.Window.Page.ReloadAsync();
        await (await home.ConnectAsync("deezer")).ChooseAsync("dora");
        await Expect(home.State("deezer")).ToHaveTextAsync("Connected");
    }

    private static async Task ShouldBeRenewedAsync(HomePage home, string key, string connection)
    {
        await Expect(home.Alert).ToContainTextAsync("Spotify renewed as Dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("180 days left");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        (await home.Window.Page.EvaluateAsync<string>(Connection)).ShouldBe(connection);
        (await home.Window.Page.EvaluateAsync<int>(ReadByKey, key)).ShouldBe(200);
        await home.Part("go-account").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Spotify renewed as Dora");
        await home.Part("go-home").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Spotify renewed as Dora");
    }

    private static async Task AdvanceAsync(HomePage home, Demonstration demonstration, int days)
    {
        // A request in progress would time out when the clock advances.
        await Expect(home.Playlists).ToHaveCountAsync(24);
        using var response = await demonstration.Sandbox.PostAsJsonAsync(
            "/_sandbox/clock", new { advance_seconds = days * 86_400 });
        response.EnsureSuccessStatusCode();
    }
}
