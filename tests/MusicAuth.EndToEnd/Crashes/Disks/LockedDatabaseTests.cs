using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R12: another process holds the database's write lock.</summary>
public sealed class LockedDatabaseTests
{
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OneWrite = TimeSpan.FromSeconds(8);

    [LongFact]
    public async Task R12_a_database_locked_for_30_seconds_starts_no_refresh_and_reads_continue()
    {
        await using var scenario = await CrashScenario.StartAsync(users: 2);
        var (writer, reader) = (scenario.Users[0], scenario.Users[1]);
        var watch = Stopwatch.StartNew();
        // The broker must send each response below while the test holds the lock.
        using (WriteLock.Take(scenario.Broker.Database))
        {
            List<bool> readsFirst = [];
            while (watch.Elapsed < HeldFor - OneWrite)
            {
                var refresh = scenario.CallThroughRefreshAsync(writer);
                readsFirst.Add(await ReadsCompleteBeforeAsync(refresh, reader));
                var refused = await refresh;
                (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
                var disconnect = writer.Client.DisconnectAsync("spotify");
                readsFirst.Add(await ReadsCompleteBeforeAsync(disconnect, reader));
                var removal = await disconnect;
                (removal.Status, removal.Code).ShouldBe((503, "storage_unavailable"), removal.ToString());
            }

            readsFirst.ShouldContain(true, "a read completes while a write waits for the lock");
            (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        }

        await scenario.WaitForReadinessAsync(true);
        await scenario.ShouldStillRefreshAsync();
        (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0));
    }

    [LongFact]
    public async Task R12_a_response_that_the_locked_database_does_not_accept_is_spilled_and_used()
    {
        await using var scenario = await CrashScenario.StartAsync();
        var user = scenario.Users.ShouldHaveSingleItem();
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(user);
        await tokenRequest.Answered;
        using (WriteLock.Take(scenario.Broker.Database))
        {
            tokenRequest.Deliver();
            (await call).IsOk.ShouldBeTrue((await call).ToString());
            CrashImage.Spilled(scenario.Broker.Spill).ShouldHaveSingleItem().Grant.ShouldBe(user.Grant);
            (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the broker uses the spilled token");
            // The provider refuses this token too, and the broker cannot refresh before it has stored the token set.
            var refused = await scenario.CallThroughRefreshAsync(user);
            (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
            (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
        }

        await scenario.WaitForEmptySpillAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R12_after_a_second_the_response_is_spilled_and_the_commit_can_still_succeed()
    {
        await using var scenario = await CrashScenario.StartAsync();
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(scenario.Users[0]);
        await tokenRequest.Answered;
        using (WriteLock.Take(scenario.Broker.Database))
        {
            tokenRequest.Deliver();
            await Eventually.IsTrueAsync(
                () => Task.FromResult(CrashImage.Spilled(scenario.Broker.Spill).Count == 1 || call.IsCompleted),
                "a response on the disk");
            CrashImage.Spilled(scenario.Broker.Spill)
                .ShouldHaveSingleItem("the broker uses no token that is not on the disk");
        }

        (await call).IsOk.ShouldBeTrue((await call).ToString());
        await scenario.WaitForEmptySpillAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    private static async Task<bool> ReadsCompleteBeforeAsync(Task write, CrashUser user)
    {
        var areFirst = false;
        do
        {
            // The provider refuses tokens for playlists only.
            var read = await user.Client.ReadListAsync("spotify", "favorites");
            read.IsOk.ShouldBeTrue(read.ToString());
            (await user.Client.ConnectionAsync("spotify")).State.ShouldBe("active");
            areFirst |= !write.IsCompleted;
        }
        while (await Task.WhenAny(write, Task.Delay(100)) != write);
        return areFirst;
    }
}
