using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R13: the disk fills up under a running broker.</summary>
public sealed class FullDiskTests
{
    private const int Megabytes = 8;

    [LongFact]
    public async Task R13_on_a_full_disk_no_refresh_begins_and_reads_go_on()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var person = world.Users.ShouldHaveSingleItem();
        SqliteFile.EmptyLog(world.Broker.Database);
        disk.Fill();

        var refused = await world.CallThroughRefreshAsync(person);

        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
        (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the token at hand still serves");
        (await person.Client.ConnectionAsync("spotify")).State.ShouldBe("active");
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        await world.WaitForReadinessAsync(false);

        disk.Empty();

        await world.WaitForReadinessAsync(true);
        (await world.CallThroughRefreshAsync(person)).IsOk.ShouldBeTrue();
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
    }

    [LongFact]
    public async Task R13_a_disk_that_fills_after_the_post_costs_nothing()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        for (var fills = 1; fills <= CrashPlan.Repeats(usual: 2); fills++)
        {
            await FillAfterThePostAsync(world, disk);
            // The reserve's space is enough for the database too, if no other process takes it.
            if (int.IsEvenInteger(fills)) disk.Fill();
            else await world.WaitForEmptySpillAsync();

            disk.Empty();

            await world.WaitForEmptySpillAsync();
            await world.WaitForReadinessAsync(true);
            await Eventually.IsTrueAsync(
                () => Task.FromResult(File.Exists(Reserve(world))), "a reserve for the next time");
            await world.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R13_what_was_spilled_on_a_full_disk_outlives_kill_9_and_a_start_that_finds_it_full()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        // In half a second the database would have the reserve's room: the lock keeps it from that.
        using (await FillAfterThePostAsync(world, disk, locked: true))
        {
            await world.WaitForReadinessAsync(false);
            await world.Broker.KillAsync();
        }

        SqliteFile.EmptyLog(world.Broker.Database);
        disk.Fill();
        CrashImage.Spilled(world.Broker.Spill).ShouldHaveSingleItem();
        await using (var refused = world.Broker.Launch(world.Broker.Address))
        {
            (await refused.WaitForExitAsync()).ShouldBe(65, refused.LastLines());
            refused.Errors.ShouldHaveSingleItem().ShouldContain("full");
        }

        CrashImage.Spilled(world.Broker.Spill).ShouldHaveSingleItem();
        disk.Empty();
        await world.Broker.RestartAsync();

        await world.WaitForEmptySpillAsync();
        await world.ShouldStillRefreshAsync();
    }

    private static string Reserve(CrashScenario world) => Path.Combine(world.Broker.Spill, "reserve");

    // The spill folder serves the caller, and the reserve makes room for it.
    private static async Task<IDisposable?> FillAfterThePostAsync(
        CrashScenario world, SmallDisk disk, bool locked = false)
    {
        var person = world.Users.ShouldHaveSingleItem();
        var before = (await world.Broker.Control.StatsAsync("spotify")).Refreshes;
        SqliteFile.EmptyLog(world.Broker.Database);
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(person);
        await passage.Answered;
        var writeLock = locked ? WriteLock.Take(world.Broker.Database) : null;
        disk.Fill();
        passage.Deliver();

        (await asking).IsOk.ShouldBeTrue((await asking).ToString());
        File.Exists(Reserve(world)).ShouldBeFalse("it made room");
        (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the spilled token is in force");
        (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(before + 1);
        return writeLock;
    }
}
