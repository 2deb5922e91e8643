using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R13: the disk fills up under a running broker.</summary>
public sealed class FullDiskTests
{
    private const int Megabytes = 8;

    [LongFact]
    public async Task R13_on_a_full_disk_no_refresh_begins_and_reads_continue()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var scenario = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var user = scenario.Users.ShouldHaveSingleItem();
        SqliteFile.EmptyWal(scenario.Broker.Database);
        disk.Fill();

        var refused = await scenario.CallThroughRefreshAsync(user);

        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
        (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the broker still uses the old token");
        (await user.Client.ConnectionAsync("spotify")).State.ShouldBe("active");
        (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        await scenario.WaitForReadinessAsync(false);

        disk.Empty();

        await scenario.WaitForReadinessAsync(true);
        (await scenario.CallThroughRefreshAsync(user)).IsOk.ShouldBeTrue();
        (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
    }

    [LongFact]
    public async Task R13_a_disk_that_fills_after_the_post_loses_no_token()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var scenario = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        for (var fills = 1; fills <= CrashPlan.Repeats(usual: 2); fills++)
        {
            await FillAfterThePostAsync(scenario, disk);
            // The reserve's space is enough for the database too, if no other process takes it.
            if (int.IsEvenInteger(fills)) disk.Fill();
            else await scenario.WaitForEmptySpillAsync();

            disk.Empty();

            await scenario.WaitForEmptySpillAsync();
            await scenario.WaitForReadinessAsync(true);
            await Eventually.IsTrueAsync(
                () => Task.FromResult(File.Exists(Reserve(scenario))), "a new reserve");
            await scenario.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R13_a_response_spilled_on_a_full_disk_survives_kill_9_and_a_start_that_fails()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var scenario = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        // Without the lock, the database would use the space of the reserve within half a second.
        using (await FillAfterThePostAsync(scenario, disk, locked: true))
        {
            await scenario.WaitForReadinessAsync(false);
            await scenario.Broker.KillAsync();
        }

        SqliteFile.EmptyWal(scenario.Broker.Database);
        disk.Fill();
        CrashImage.Spilled(scenario.Broker.Spill).ShouldHaveSingleItem();
        await using (var refused = scenario.Broker.Launch(scenario.Broker.Address))
        {
            (await refused.WaitForExitAsync()).ShouldBe(65, refused.LastLines());
            refused.Errors.ShouldHaveSingleItem().ShouldContain("full");
        }

        CrashImage.Spilled(scenario.Broker.Spill).ShouldHaveSingleItem();
        disk.Empty();
        await scenario.Broker.RestartAsync();

        await scenario.WaitForEmptySpillAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    private static string Reserve(CrashScenario scenario) => Path.Combine(scenario.Broker.Spill, "reserve");

    // The broker spills the response into the space of the reserve, and serves the caller.
    private static async Task<IDisposable?> FillAfterThePostAsync(
        CrashScenario scenario, SmallDisk disk, bool locked = false)
    {
        var user = scenario.Users.ShouldHaveSingleItem();
        var before = (await scenario.Broker.Control.StatsAsync("spotify")).Refreshes;
        SqliteFile.EmptyWal(scenario.Broker.Database);
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(user);
        await tokenRequest.Answered;
        var writeLock = locked ? WriteLock.Take(scenario.Broker.Database) : null;
        disk.Fill();
        tokenRequest.Deliver();

        (await call).IsOk.ShouldBeTrue((await call).ToString());
        File.Exists(Reserve(scenario)).ShouldBeFalse("the spill uses the space of the reserve");
        (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the broker uses the spilled token");
        (await scenario.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(before + 1);
        return writeLock;
    }
}
