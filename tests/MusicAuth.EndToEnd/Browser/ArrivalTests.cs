using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The page tells a sign-in that worked, however slow or wrong the world around it is.</summary>
public sealed class ArrivalTests(BrowserFixture world) : BrowserTest(world)
{
    private const string Connected = "Spotify connected as Dora";

    // The user clicks while the page still loads the part that tells why the last sign-in failed.
    [LongFact]
    public async Task A_sign_in_that_begins_while_the_page_still_loads_is_told_after_it()
    {
        var broker = await StartBrokerAsync();
        var home = await OpenAsync(address: broker.Address);
        var part = await HoldAsync(home, "**/js/afterRedirect.js");
        await home.Window.Page.GotoAsync(
            "/?error=sign_in_failed&provider=spotify&reason=expired", new() { WaitUntil = WaitUntilState.Commit });
        var departure = await HoldAsync(home, "**/login/spotify*");
        await home.ConnectButton("spotify").EvaluateAsync("link => link.click()");

        part.SetResult();
        await Expect(home.Alert).ToContainTextAsync("took longer than ten minutes");
        departure.SetResult();

        await (await home.ConsentAsync()).ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync(Connected);
    }

    [LongFact]
    public async Task A_sign_in_whose_page_cannot_load_its_data_is_told_after_the_reload()
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
    public async Task A_sign_in_whose_page_cannot_load_anything_is_told_after_the_next_try()
    {
        var home = await OpenAtNewBrokerAsync();
        var consent = await home.ConnectAsync("spotify");
        await FailAsync(home, "**/providers");

        await consent.ChooseAsync("dora");
        await home.Window.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.Wait });
        await home.Part("retry").ClickAsync();

        await Expect(home.Alert).ToContainTextAsync(Connected);
    }

    [LongFact]
    public async Task A_new_owner_is_told_so_on_a_device_whose_clock_is_wrong()
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

    private static Task FailAsync(HomePage home, string path) => home.Window.Page.RouteAsync(
        path,
        route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"code":"storage_unavailable","status":503}""",
        }));

    // Requests of this path wait until the test lets them go.
    private static async Task<TaskCompletionSource> HoldAsync(HomePage home, string path)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await home.Window.Page.RouteAsync(path, async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        return gate;
    }
}
