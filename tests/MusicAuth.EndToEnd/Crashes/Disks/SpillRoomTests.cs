using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>
/// MusicAuth refreshes no token while the spill has no room for the response. Readiness and the log say so.
/// </summary>
public sealed class SpillRoomTests
{
    [LongTheory]
    [InlineData("removed", "is missing")]
    [InlineData("replaced by a file", "is a file and not a folder")]
    [InlineData("read-only", "cannot write")]
    [InlineData("reserve replaced by a folder", "cannot be created")]
    public async Task An_unusable_spill_folder_is_logged_once_and_the_broker_recovers(string obstacle, string reason)
    {
        await using var scenario = await CrashScenario.StartAsync();
        var (user, spill) = (scenario.Users.ShouldHaveSingleItem(), scenario.Broker.Spill);
        var undo = Obstruct(obstacle, spill);
        try
        {
            // The broker creates a removed folder again before it can be unready.
            if (obstacle != "removed")
            {
                await scenario.WaitForReadinessAsync(false);
                var refused = await scenario.CallThroughRefreshAsync(user);
                (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
                (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the broker still uses the old token");
                (await scenario.CallThroughRefreshAsync(user)).Status.ShouldBe(503);
                (await scenario.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
                await Eventually.IsTrueAsync(() => CountReports() > 0);
            }
        }
        finally
        {
            undo();
        }

        await scenario.WaitForReadinessAsync(true);
        File.Exists(Path.Combine(spill, "reserve")).ShouldBeTrue();
        await scenario.ShouldStillRefreshAsync();
        if (obstacle != "removed")
            CountReports().ShouldBe(1, scenario.Broker.Process.LastLines());

        int CountReports() => scenario.Broker.Process.Output.Count(line =>
            line.Contains("No access token is refreshed: ") && line.Contains(reason) && !line.Contains("Not ready"));
    }

    [LongFact]
    public async Task A_start_with_less_than_2_MiB_is_not_ready_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var scenario = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var user = scenario.Users.ShouldHaveSingleItem();
        await scenario.Broker.Process.TerminateAsync();
        await scenario.Broker.Process.WaitForExitAsync();
        File.Delete(Path.Combine(scenario.Broker.Spill, "reserve"));
        disk.FillExcept(1_500_000);

        await scenario.Broker.RestartAsync(untilReady: false);

        await scenario.WaitForReadinessAsync(false);
        (await scenario.CallThroughRefreshAsync(user)).Status.ShouldBe(503);
        (await scenario.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
        scenario.Broker.Process.Output.Count(line => line.Contains("less than 2 MiB") && !line.Contains("Not ready"))
            .ShouldBe(1, scenario.Broker.Process.LastLines());

        disk.Empty();

        await scenario.WaitForReadinessAsync(true);
        await scenario.ShouldStillRefreshAsync();
    }

    private static Action Obstruct(string obstacle, string spill)
    {
        var aside = $"{spill}.aside";
        switch (obstacle)
        {
            case "removed":
                Directory.Delete(spill, recursive: true);
                return static () => { };
            case "replaced by a file":
                Directory.Move(spill, aside);
                File.WriteAllText(spill, "");
                return () =>
                {
                    File.Delete(spill);
                    Directory.Delete(aside, recursive: true);
                };
            case "read-only":
                if ((SmallDisk.Run("mount", "--bind", spill, spill)
                    ?? SmallDisk.Run("mount", "-o", "remount,bind,ro", spill)) is { } failure)
                {
                    SmallDisk.Run("umount", spill);
                    Assert.Skip($"A folder cannot be made read-only here, which takes root: {failure}");
                }

                return () => SmallDisk.Run("umount", spill);
            default:
                var reserve = Path.Combine(spill, "reserve");
                File.Delete(reserve);
                Directory.CreateDirectory(reserve);
                return () => Directory.Delete(reserve);
        }
    }
}
