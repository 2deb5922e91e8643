using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>R12: another process holds the database's write lock.</summary>
public sealed class LockedDatabaseTests
{
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OneWrite = TimeSpan.FromSeconds(8);

    [LongFact]
    public async Task R12_a_database_locked_for_30_seconds_starts_no_refresh_and_reads_go_on()
    {
        await using var world = await CrashScenario.StartAsync(people: 2);
        var (writer, reader) = (world.Users[0], world.Users[1]);
        var watch = Stopwatch.StartNew();
        // Every answer below comes while the lock is still held.
        using (WriteLock.Take(world.Broker.Database))
        {
            List<bool> overtaken = [];
            while (watch.Elapsed < HeldFor - OneWrite)
            {
                var refresh = world.CallThroughRefreshAsync(writer);
                overtaken.Add(await ReadsCompleteBeforeAsync(refresh, reader));
                var refused = await refresh;
                (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
                var disconnect = writer.Client.DisconnectAsync("spotify");
                overtaken.Add(await ReadsCompleteBeforeAsync(disconnect, reader));
                var removal = await disconnect;
                (removal.Status, removal.Code).ShouldBe((503, "storage_unavailable"), removal.ToString());
            }

            overtaken.ShouldContain(true, "a read completes while a write waits for the lock");
            (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 0, Reuse: 0));
        }

        await world.WaitForReadinessAsync(true);
        await world.ShouldStillRefreshAsync();
        (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 2, Reuse: 0));
    }

    [LongFact]
    public async Task R12_an_answer_that_the_locked_database_does_not_take_is_spilled_and_in_force()
    {
        await using var world = await CrashScenario.StartAsync();
        var person = world.Users.ShouldHaveSingleItem();
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(person);
        await passage.Answered;
        using (WriteLock.Take(world.Broker.Database))
        {
            passage.Deliver();
            (await asking).IsOk.ShouldBeTrue((await asking).ToString());
            CrashImage.Spilled(world.Broker.Spill).ShouldHaveSingleItem().Grant.ShouldBe(person.Grant);
            (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue("the spilled token is in force");
            // The token at hand is refused too: its successor cannot be got before it is stored itself.
            var refused = await world.CallThroughRefreshAsync(person);
            (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"), refused.ToString());
            (await world.Broker.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
        }

        await world.WaitForEmptySpillAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R12_F1_after_a_second_the_spill_comes_first_and_the_commit_may_still_come()
    {
        await using var world = await CrashScenario.StartAsync();
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(world.Users[0]);
        await passage.Answered;
        using (WriteLock.Take(world.Broker.Database))
        {
            passage.Deliver();
            await Eventually.IsTrueAsync(
                () => Task.FromResult(CrashImage.Spilled(world.Broker.Spill).Count == 1 || asking.IsCompleted),
                "an answer on the disk");
            CrashImage.Spilled(world.Broker.Spill)
                .ShouldHaveSingleItem("nobody is served from a token that is on no disk");
        }

        (await asking).IsOk.ShouldBeTrue((await asking).ToString());
        await world.WaitForEmptySpillAsync();
        await world.ShouldStillRefreshAsync();
    }

    private static async Task<bool> ReadsCompleteBeforeAsync(Task write, CrashUser person)
    {
        var areFirst = false;
        do
        {
            // Another list than the one whose tokens the provider refuses meanwhile.
            var read = await person.Client.ReadListAsync("spotify", "favorites");
            read.IsOk.ShouldBeTrue(read.ToString());
            (await person.Client.ConnectionAsync("spotify")).State.ShouldBe("active");
            areFirst |= !write.IsCompleted;
        }
        while (await Task.WhenAny(write, Task.Delay(100)) != write);
        return areFirst;
    }
}
