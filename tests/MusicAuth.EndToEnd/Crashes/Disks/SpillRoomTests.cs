using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>
/// F2: MusicAuth refreshes no token while the spill has no room for the response. Readiness and the log say so.
/// </summary>
public sealed class SpillRoomTests
{
    [LongTheory]
    [InlineData("removed", "is missing")]
    [InlineData("replaced by a file", "is a file and not a folder")]
    [InlineData("read-only", "cannot write")]
    [InlineData("reserve replaced by a folder", "cannot be created")]
    public async Task F2_an_unusable_spill_folder_is_logged_once_and_heals(string obstacle, string reason)
    {
        await using var world = await CrashScenario.StartAsync();
        var (person, spill) = (world.Users.ShouldHaveSingleItem(), world.Broker.Spill);
        var undo = Obstruct(obstacle, spill);
        try
        {
            // A folder that was only removed is made again before a look at it can fail.
            if (obstacle != "removed")
            {
                await world.WaitForReadinessAsync(false);
                var refused = await world.CallThroughRefreshAsync(person);
                (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
                (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the token at hand still serves");
                (await world.CallThroughRefreshAsync(person)).Status.ShouldBe(503);
                (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
                world.Broker.Process.Output.Count(line => line.Contains("No access token is refreshed: ")
                    && line.Contains(reason) && !line.Contains("Not ready"))
                .ShouldBe(1, world.Broker.Process.LastLines());
            }
        }
        finally
        {
            undo();
        }

        await world.WaitForReadinessAsync(true);
        File.Exists(Path.Combine(spill, "reserve")).ShouldBeTrue();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task F2_a_start_with_less_than_2_MiB_is_not_ready_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var world = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var person = world.Users.ShouldHaveSingleItem();
        await world.Broker.Process.TerminateAsync();
        await world.Broker.Process.WaitForExitAsync();
        File.Delete(Path.Combine(world.Broker.Spill, "reserve"));
        disk.FillBut(1_500_000);

        await world.Broker.RestartAsync(untilReady: false);

        await world.WaitForReadinessAsync(false);
        (await world.CallThroughRefreshAsync(person)).Status.ShouldBe(503);
        (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
        world.Broker.Process.Output.Count(line => line.Contains("less than 2 MiB") && !line.Contains("Not ready"))
            .ShouldBe(1, world.Broker.Process.LastLines());

        disk.Empty();

        await world.WaitForReadinessAsync(true);
        await world.ShouldStillRefreshAsync();
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
