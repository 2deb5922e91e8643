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
    public async Task Sigterm_lets_a_running_refresh_finish_and_stores_its_tokens()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        // The provider rotates the refresh token before it delays its response.
        await broker.Control.FaultAsync(
            TokenRefused, new { kind = "slow", provider = "spotify", on = "token", delay_ms = 3000, times = 1 });

        var waiting = client.PlaylistsAsync("spotify");
        await Eventually.IsTrueAsync(
            async () => (await broker.Control.StatsAsync("spotify")).Refreshes == 1, "the start of a refresh");
        await broker.Process.TerminateAsync();

        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        (await waiting).ShouldBe(("ok", 12), "the waiting request gets the response");

        await broker.Control.FaultAsync(TokenRefused);
        await broker.RestartAsync();
        (await client.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await broker.Control.StatsAsync("spotify"))
            .ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0), "the broker sends no replaced refresh token");
    }

    [LongFact]
    public async Task Sigterm_during_a_refresh_without_a_waiting_request_stores_its_tokens()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        await broker.Control.FaultAsync(
            TokenRefused, new { kind = "slow", provider = "spotify", on = "token", delay_ms = 3000, times = 1 });

        using (var disconnecting = client.WithSameCookies())
        {
            _ = disconnecting.PlaylistsAsync("spotify").ContinueWith(
                failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            await Eventually.IsTrueAsync(
                async () => (await broker.Control.StatsAsync("spotify")).Refreshes == 1, "the start of a refresh");
        }

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());

        await broker.Control.FaultAsync(TokenRefused);
        await broker.RestartAsync();
        (await client.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0));
    }

    [LongFact]
    public async Task Kill_9_loses_neither_connections_nor_sessions()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        await client.SignInAsync("deezer", "dora");

        broker.Process.Kill();
        await broker.Process.WaitForExitAsync();
        await broker.RestartAsync();

        (await client.ConnectionsAsync()).ShouldBe(["spotify active", "deezer active"]);
        (await client.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await client.PlaylistsAsync("deezer")).ShouldBe(("ok", 12));
    }
}
