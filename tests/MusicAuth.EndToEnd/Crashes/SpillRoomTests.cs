using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>F2: without room for an answer nothing is refreshed; readiness and log tell, and it heals.</summary>
public sealed class SpillRoomTests
{
    [Theory]
    [InlineData("removed", "is missing")]
    [InlineData("replaced by a file", "is a file and not a folder")]
    [InlineData("read-only", "cannot write")]
    [InlineData("reserve replaced by a folder", "cannot be made")]
    public async Task F2_a_spill_folder_that_takes_nothing_is_told_once_and_heals(string obstacle, string reason)
    {
        await using var world = await CrashWorld.StartAsync();
        var (person, spill) = (world.People.ShouldHaveSingleItem(), world.Broker.Spill);
        var undo = Obstruct(obstacle, spill);
        try
        {
            // A folder that was only removed is made again before a look at it can fail.
            if (obstacle != "removed")
            {
                await world.BecomesReadyAsync(false);
                var refused = await world.AskThroughRefreshAsync(person);
                (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
                (await person.Visitor.AskAsync("spotify")).IsOk.ShouldBeTrue("the token at hand still serves");
                (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
                await Task.Delay(1500);
                world.Broker.Process.Output.Count(line => line.Contains("No access token is renewed: ")
                    && line.Contains(reason) && !line.Contains("Not ready")).ShouldBe(1, world.Broker.Process.Words());
            }
        }
        finally
        {
            undo();
        }

        await world.BecomesReadyAsync(true);
        File.Exists(Path.Combine(spill, "reserve")).ShouldBeTrue();
        await world.AllIsWellAsync();
    }

    [Fact]
    public async Task F2_a_start_with_less_than_2_MiB_is_not_ready_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var world = await CrashWorld.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        var person = world.People.ShouldHaveSingleItem();
        await world.Broker.Process.TerminateAsync();
        await world.Broker.Process.WaitForExitAsync();
        File.Delete(Path.Combine(world.Broker.Spill, "reserve"));
        disk.FillBut(1_500_000);

        await world.Broker.RestartAsync(untilReady: false);

        await world.BecomesReadyAsync(false);
        (await world.AskThroughRefreshAsync(person)).Status.ShouldBe(503);
        (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
        world.Broker.Process.Output.Count(line => line.Contains("less than 2 MiB") && !line.Contains("Not ready"))
            .ShouldBe(1, world.Broker.Process.Words());

        disk.Empty();

        await world.BecomesReadyAsync(true);
        await world.AllIsWellAsync();
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
