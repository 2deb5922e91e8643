using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R12, R13: a database that fails with an I/O error instead of waiting.</summary>
public sealed class UnwritableDatabaseTests
{
    private const int LogHeaderAndMore = 4096;

    // The signal would end the process; without it the write fails, as it does on a disk that breaks.
    private static readonly BrokerSetup Limitable = new() { Shell = "trap '' XFSZ" };

    [LongFact]
    public async Task R12_an_io_error_before_the_intent_starts_no_refresh()
    {
        await using var world = await CrashScenario.StartAsync(setup: Limitable);
        var person = world.Users.ShouldHaveSingleItem();
        LimitFiles(world.Broker.Process, LogHeaderAndMore);

        var refused = await world.CallThroughRefreshAsync(person);

        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
        (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the token at hand still serves");
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        await world.WaitForReadinessAsync(false);

        LimitFiles(world.Broker.Process, bytes: null);

        await world.WaitForReadinessAsync(true);
        await world.ShouldStillRefreshAsync();
    }

    [LongTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R12_an_io_error_after_the_post_costs_nothing_even_with_a_kill_9(bool killed)
    {
        await using var world = await CrashScenario.StartAsync(setup: Limitable);
        var person = world.Users.ShouldHaveSingleItem();
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(person);
        await passage.Answered;
        LimitFiles(world.Broker.Process, LogHeaderAndMore);
        passage.Deliver();

        (await asking).IsOk.ShouldBeTrue((await asking).ToString());
        CrashImage.Spilled(world.Broker.Spill).ShouldHaveSingleItem().Grant.ShouldBe(person.Grant);
        await world.WaitForReadinessAsync(false);
        if (killed)
        {
            await world.Broker.KillAsync();
            await world.Broker.RestartAsync();
        }
        else
        {
            LimitFiles(world.Broker.Process, bytes: null);
        }

        await world.WaitForReadinessAsync(true);
        await world.WaitForEmptySpillAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R15_a_start_on_a_read_only_disk_is_refused_and_changes_nothing()
    {
        await using var world = await CrashScenario.StartAsync();
        await world.Broker.Process.TerminateAsync();
        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0);
        var folder = world.Broker.DataDirectory;
        if ((SmallDisk.Run("mount", "--bind", folder, folder)
            ?? SmallDisk.Run("mount", "-o", "remount,bind,ro", folder)) is { } failure)
        {
            SmallDisk.Run("umount", folder);
            Assert.Skip($"A folder cannot be made read-only here, which takes root: {failure}");
        }

        try
        {
            await using var refused = world.Broker.Launch(world.Broker.Address);

            (await refused.WaitForExitAsync()).ShouldBe(65, refused.LastLines());
            refused.Errors.ShouldHaveSingleItem().ShouldStartWith("musicauth: ");
        }
        finally
        {
            SmallDisk.Run("umount", folder);
        }

        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    // The kernel refuses every write beyond that place in any file: SQLite's log is longer, a spilled grant shorter.
    private static void LimitFiles(RunningProcess process, int? bytes)
    {
        if (SmallDisk.Run("prlimit", $"--pid={process.Id}", $"--fsize={bytes?.ToString() ?? "unlimited"}:unlimited")
            is { } failure)
            Assert.Skip($"A process cannot be limited here, which takes prlimit of util-linux: {failure}");
    }
}
