namespace MusicAuth.EndToEnd.Browser;

/// <summary>Both services are down: the cards say so, the rows stay, and the lists recover without a click.</summary>
public sealed class OutageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly string[] Services = ["spotify", "deezer"];

    [LongFact]
    public async Task Both_cards_show_the_outage_and_the_lists_come_back()
    {
        var broker = await StartBrokerAsync();
        var home = await OpenAsync(address: broker.Address);
        home.Window.Expect("503");
        foreach (var provider in Services)
        {
            await (await home.ConnectAsync(provider)).ChooseAsync("dora");
            await home.AcceptLinkAsync(provider);
        }

        await Expect(home.Playlists).ToHaveCountAsync(24);
        await broker.Control.FaultAsync(new { kind = "unavailable", on = "any" });

        // Enough failures open the circuit breaker of each service.
        for (var attempt = 0; attempt < 8; attempt++)
        {
            foreach (var provider in Services)
                await home.Window.Page.EvaluateAsync($"fetch('/me/favorites?provider={provider}')");
        }

        await home.RefreshAsync();
        foreach (var provider in Services)
        {
            await Expect(home.Part($"health-{provider}")).ToContainTextAsync("is not responding at the moment");
            await Expect(home.State(provider)).ToHaveTextAsync("Connected");
            await Expect(home.Source(provider)).ToHaveAttributeAsync("data-status", "unavailable");
        }

        await Expect(home.Playlists).ToHaveCountAsync(24);
        await home.Window.SaveScreenshotAsync("both-services-down", whole: false);
        await home.Window.Page.ReloadAsync();
        foreach (var provider in Services)
            await Expect(home.Part($"health-{provider}")).ToContainTextAsync("is not responding at the moment");
        await home.Window.SaveScreenshotAsync("both-services-down-reloaded", whole: false);
        await home.Window.ShouldBeAccessibleAsync("both services down");

        await broker.Control.FaultAsync();

        await Expect(home.Playlists).ToHaveCountAsync(24, new() { Timeout = 90_000 });
        foreach (var provider in Services)
            await Expect(home.Part($"health-{provider}")).ToHaveCountAsync(0);
    }
}
