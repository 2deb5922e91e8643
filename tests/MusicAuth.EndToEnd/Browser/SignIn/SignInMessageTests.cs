using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser.SignIn;

/// <summary>The page reports a successful sign-in on a slow network, after errors and with a wrong clock.</summary>
public sealed class SignInMessageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Connected = "Spotify connected as Dora";

    // The user clicks while the page still loads the script that reports why the last sign-in failed.
    [LongFact]
    public async Task The_page_reports_a_sign_in_that_began_while_the_page_was_loading()
    {
        var broker = await StartBrokerAsync();
        var home = await OpenAsync(address: broker.Address);
        var script = await HoldAsync(home, "**/js/afterRedirect.js");
        await home.Window.Page.GotoAsync(
            "/?error=sign_in_failed&provider=spotify&reason=expired", new() { WaitUntil = WaitUntilState.Commit });
        // The browser stays on the page until the script has arrived.
        await home.Window.Page.EvaluateAsync(
            "addEventListener('click', (event) => event.preventDefault(), { once: true })");
        await home.ConnectButton("spotify").ClickAsync();

        script.SetResult();
        await Expect(home.Alert).ToContainTextAsync("took longer than ten minutes");
        await home.Window.Page.GotoAsync((await home.ConnectButton("spotify").GetAttributeAsync("href"))!);

        await (await home.ConsentAsync()).ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync(Connected);
    }

    [LongFact]
    public async Task The_page_reports_a_sign_in_after_a_reload_if_its_data_failed_to_load()
    {
        var home = await OpenAtNewBrokerAsync();
        var consent = await home.ConnectAsync("spotify");
        await FailAsync(home, "**/me");

        await consent.ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync("MusicAuth could not load this page");
        await home.Window.Page.UnrouteAllAsync();
        await home.Window.Page.ReloadAsync();

        await Expect(home.Alert).ToContainTextAsync(Connected);
    }

    [LongFact]
    public async Task The_page_reports_a_sign_in_after_the_next_try_if_the_page_failed_to_load()
    {
        var home = await OpenAtNewBrokerAsync();
        var consent = await home.ConnectAsync("spotify");
        await FailAsync(home, "**/providers");

        await consent.ChooseAsync("dora");
        await Expect(home.Part("retry")).ToBeVisibleAsync();
        await home.Window.Page.UnrouteAllAsync();
        await home.Part("retry").ClickAsync();

        await Expect(home.Alert).ToContainTextAsync(Connected);
    }

    [LongFact]
    public async Task The_page_greets_a_new_owner_on_a_device_whose_clock_is_wrong()
    {
        var broker = await StartBrokerAsync(new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
        });
        var home = await OpenAsync(address: broker.Address);
        await home.Window.Page.Clock.SetFixedTimeAsync(TimeProvider.System.GetUtcNow().AddHours(3).UtcDateTime);

        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");

        await Expect(home.Alert).ToContainTextAsync("You own this MusicAuth.");
    }

    private async Task<HomePage> OpenAtNewBrokerAsync()
    {
        var home = await OpenAsync(address: (await StartBrokerAsync()).Address);
        home.Window.Expect("503");
        return home;
    }

    private static async Task FailAsync(HomePage home, string path) => await home.Window.Page.RouteAsync(
        path,
        route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"code":"storage_unavailable","status":503}""",
        }));

    // Holds the requests for this path until the test completes the result.
    private static async Task<TaskCompletionSource> HoldAsync(HomePage home, string path)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await home.Window.Page.RouteAsync(path, async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        return release;
    }
}
