using MusicAuth.EndToEnd.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R13: the disk fills up under a running broker.</summary>
public sealed class FullDiskTests
{
    private const int Megabytes = 8;

    [Fact]
    public async Task R13_on_a_full_disk_no_refresh_begins_and_reads_go_on()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashWorld.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var person = world.People.ShouldHaveSingleItem();
        SqliteFile.EmptyLog(world.Broker.Database);
        disk.Fill();

        var refused = await world.AskThroughRefreshAsync(person);

        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
        (await person.Visitor.AskAsync("spotify")).IsOk.ShouldBeTrue("the token at hand still serves");
        (await person.Visitor.ConnectionAsync("spotify")).State.ShouldBe("active");
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        await world.BecomesReadyAsync(false);

        disk.Empty();

        await world.BecomesReadyAsync(true);
        (await world.AskThroughRefreshAsync(person)).IsOk.ShouldBeTrue();
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
    }

    [Fact]
    public async Task R13_a_disk_that_fills_after_the_post_costs_nothing()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashWorld.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        for (var fills = 1; fills <= CrashPlan.Repeats(usual: 1); fills++)
        {
            await FillAfterThePostAsync(world, disk);
            (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe((2 * fills) - 1);

            disk.Empty();

            await world.BecomesReadyAsync(true);
            await world.SpillIsGoneAsync();
            File.Exists(Path.Combine(world.Broker.Spill, "reserve")).ShouldBeTrue("the next fill needs it again");
            await world.AllIsWellAsync();
        }
    }

    [Fact]
    public async Task R13_what_was_spilled_on_a_full_disk_outlives_kill_9()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashWorld.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        await FillAfterThePostAsync(world, disk);

        await world.Broker.KillAsync();
        disk.Empty();
        await world.Broker.RestartAsync();

        await world.SpillIsGoneAsync();
        await world.AllIsWellAsync();
    }

    [Fact]
    public async Task R13_a_start_on_a_disk_that_is_still_full_loses_nothing()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var world = await CrashWorld.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        await FillAfterThePostAsync(world, disk);
        await world.Broker.KillAsync();
        disk.Fill();

        await using (var attempt = world.Broker.Launch(world.Broker.Address))
        {
            using var client = new SandboxControl(world.Broker.Address);
            await Eventually.IsTrueAsync(
                async () => attempt.HasExited || await LoneBroker.IsAliveAsync(client), "a broker that starts or refuses");
            if (attempt.HasExited)
            {
                (await attempt.WaitForExitAsync()).ShouldBe(65, attempt.Words());
                attempt.Errors.ShouldAllBe(line => line.StartsWith("musicauth: "));
            }
            else
            {
                (await world.People[0].Visitor.AskAsync("spotify")).IsOk.ShouldBeTrue("what was spilled is in force");
                attempt.Kill();
                await attempt.WaitForExitAsync();
            }
        }

        disk.Empty();
        await world.Broker.RestartAsync();
        await world.SpillIsGoneAsync();
        await world.AllIsWellAsync();
    }

    // Whoever asked is served from the spill folder, for which the reserve makes room.
    private static async Task FillAfterThePostAsync(CrashWorld world, SmallDisk disk)
    {
        var person = world.People.ShouldHaveSingleItem();
        SqliteFile.EmptyLog(world.Broker.Database);
        var passage = world.Broker.Wire.Expect(holdAnswer: true);
        var asking = world.AskThroughRefreshAsync(person);
        await passage.Answered;
        disk.Fill();
        passage.Deliver();

        (await asking).IsOk.ShouldBeTrue((await asking).ToString());
        CrashImage.Spilled(world.Broker.Spill).Select(spilled => spilled.Grant).ShouldBe([person.Grant]);
        File.Exists(Path.Combine(world.Broker.Spill, "reserve")).ShouldBeFalse("it made room");
        (await person.Visitor.AskAsync("spotify")).IsOk.ShouldBeTrue("the spilled token is in force");
        await world.BecomesReadyAsync(false);
    }
}
