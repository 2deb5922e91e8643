using Shouldly;

namespace MusicAuth.EndToEnd.Processes;

public sealed class BrokerStopTests
{
    // The sandbox refuses one access token, so that the broker has to refresh.
    private static readonly object TokenRefused = new
    {
        kind = "unauthorized",
        provider = "spotify",
        path = "/me/playlists",
        times = 1,
    };

    [LongFact]
    public async Task Sigterm_lets_a_refresh_in_flight_finish_and_keeps_what_it_brought()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        await visitor.SignInAsync("spotify", "dora");
        // The provider has replaced the refresh token before its answer begins to take its time.
        await broker.Control.FaultAsync(
            TokenRefused, new { kind = "slow", provider = "spotify", on = "token", delay_ms = 3000, times = 1 });

        var waiting = visitor.PlaylistsAsync("spotify");
        await Eventually.IsTrueAsync(
            async () => (await broker.Control.StatsAsync("spotify")).Refreshes == 1, "the refresh to be under way");
        await broker.Process.TerminateAsync();

        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        (await waiting).ShouldBe(("ok", 12), "whoever waited gets the answer");

        await broker.Control.FaultAsync(TokenRefused);
        await broker.RestartAsync();
        (await visitor.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await broker.Control.StatsAsync("spotify"))
            .ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0), "the replaced refresh token must never come back");
    }

    [LongFact]
    public async Task Sigterm_during_a_refresh_that_nobody_waits_for_any_more_keeps_what_it_brought()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        await visitor.SignInAsync("spotify", "dora");
        await broker.Control.FaultAsync(
            TokenRefused, new { kind = "slow", provider = "spotify", on = "token", delay_ms = 3000, times = 1 });

        using (var impatient = visitor.WithSameCookies())
        {
            _ = impatient.PlaylistsAsync("spotify").ContinueWith(
                gone => _ = gone.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            await Eventually.IsTrueAsync(
                async () => (await broker.Control.StatsAsync("spotify")).Refreshes == 1, "the refresh to be under way");
        }

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());

        await broker.Control.FaultAsync(TokenRefused);
        await broker.RestartAsync();
        (await visitor.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0));
    }

    [LongFact]
    public async Task Kill_9_loses_neither_connections_nor_sessions()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        await visitor.SignInAsync("spotify", "dora");
        await visitor.SignInAsync("deezer", "dora");

        broker.Process.Kill();
        await broker.Process.WaitForExitAsync();
        await broker.RestartAsync();

        (await visitor.ConnectionsAsync()).ShouldBe(["spotify active", "deezer active"]);
        (await visitor.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await visitor.PlaylistsAsync("deezer")).ShouldBe(("ok", 12));
    }
}
