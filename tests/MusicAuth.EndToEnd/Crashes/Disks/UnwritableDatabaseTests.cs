using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R12, R13: a database that fails with an I/O error instead of waiting.</summary>
public sealed class UnwritableDatabaseTests
{
    private const int WalHeaderAndMore = 4096;

    // SIGXFSZ would end the process. A process that ignores it sees a failed write, as on a broken disk.
    private static readonly BrokerSetup Limitable = new() { Shell = "trap '' XFSZ" };

    [LongFact]
    public async Task R12_an_io_error_before_the_intent_starts_no_refresh()
    {
        await using var scenario = await CrashScenario.StartAsync(setup: Limitable);
        var user = scenario.Users.ShouldHaveSingleItem();
        LimitFiles(scenario.Broker.Process, WalHeaderAndMore);

        var refused = await scenario.CallThroughRefreshAsync(user);

        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
        (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the broker still uses the old token");
        (await scenario.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        await scenario.WaitForReadinessAsync(false);

        LimitFiles(scenario.Broker.Process, bytes: null);

        await scenario.WaitForReadinessAsync(true);
        await scenario.ShouldStillRefreshAsync();
    }

    [LongTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R12_an_io_error_after_the_post_loses_no_token_even_with_a_kill_9(bool killed)
    {
        await using var scenario = await CrashScenario.StartAsync(setup: Limitable);
        var user = scenario.Users.ShouldHaveSingleItem();
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(user);
        await tokenRequest.Answered;
        LimitFiles(scenario.Broker.Process, WalHeaderAndMore);
        tokenRequest.Deliver();

        (await call).IsOk.ShouldBeTrue((await call).ToString());
        CrashImage.Spilled(scenario.Broker.Spill).ShouldHaveSingleItem().Grant.ShouldBe(user.Grant);
        await scenario.WaitForReadinessAsync(false);
        if (killed)
        {
            await scenario.Broker.KillAsync();
            await scenario.Broker.RestartAsync();
        }
        else
        {
            LimitFiles(scenario.Broker.Process, bytes: null);
        }

        await scenario.WaitForReadinessAsync(true);
        await scenario.WaitForEmptySpillAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R15_a_start_on_a_read_only_disk_fails_and_changes_nothing()
    {
        await using var scenario = await CrashScenario.StartAsync();
        await scenario.Broker.Process.TerminateAsync();
        (await scenario.Broker.Process.WaitForExitAsync()).ShouldBe(0);
        var folder = scenario.Broker.DataDirectory;
        if ((SmallDisk.Run("mount", "--bind", folder, folder)
            ?? SmallDisk.Run("mount", "-o", "remount,bind,ro", folder)) is { } failure)
        {
            SmallDisk.Run("umount", folder);
            Assert.Skip($"A folder cannot be made read-only here, which takes root: {failure}");
        }

        try
        {
            await using var refused = scenario.Broker.Launch(scenario.Broker.Address);

            (await refused.WaitForExitAsync()).ShouldBe(65, refused.LastLines());
            refused.Errors.ShouldHaveSingleItem().ShouldStartWith("musicauth: ");
        }
        finally
        {
            SmallDisk.Run("umount", folder);
        }

        await scenario.Broker.RestartAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    // The kernel refuses writes beyond this size of any file: SQLite's WAL is longer, a spilled grant is shorter.
    private static void LimitFiles(RunningProcess process, int? bytes)
    {
        if (SmallDisk.Run("prlimit", $"--pid={process.Id}", $"--fsize={bytes?.ToString() ?? "unlimited"}:unlimited")
            is { } failure)
            Assert.Skip($"A process cannot be limited here, which takes prlimit of util-linux: {failure}");
    }
}
