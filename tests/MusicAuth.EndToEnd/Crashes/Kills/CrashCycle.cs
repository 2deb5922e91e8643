using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// One kill and everything that must hold after it. What may be lost is told by the provider's books and the killed
/// broker's files, never by its log.
/// </summary>
internal sealed class CrashCycle(CrashScenario world, Rotation rotation, Random random)
{
    private static readonly TimeSpan ShortOfTheGrace = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan LongestWait = RunningProcess.Timeout;

    private StandaloneBroker Broker => world.Broker;

    public async Task<CrashOutcome> RunAsync(KillPoint reach)
    {
        var watch = Stopwatch.StartNew();
        Broker.Control.Rotation = rotation;
        await Broker.Control.FaultAsync();
        var generations = world.Generations();
        var books = await Broker.Control.ConsentsAsync();
        CrashImage image;
        using (await reach(world, random))
        {
            await Broker.KillAsync();
            await Broker.TokenProxy.SettleAsync();
            image = CrashImage.Take(Broker);
        }

        image.Integrity.ShouldBe("ok", "of what the killed broker left");
        var spent = await Broker.Control.ConsentsAsync();
        string[] exposed =
        [
            .. world.Callers.Where(person => spent[person.Name].Rotations > books[person.Name].Rotations
                && image.Generations[person.Grant] == generations[person.Grant]).Select(person => person.Name),
        ];

        await Broker.RestartAsync();
        var served = TimeSpan.Zero;
        List<string> lost = [];
        foreach (var person in world.Callers)
        {
            var reply = await SettleAsync(person);
            (reply.IsOk || reply.IsLostInFlight).ShouldBeTrue($"{person.Name}: {reply}");
            served = reply.Duration > served ? reply.Duration : served;
            if (reply.IsLostInFlight) lost.Add(person.Name);
        }

        // Where the machine was so busy that the grace was over, it is as if there had been none.
        var isHopeless = rotation is Rotation.Strict
            || (rotation is Rotation.WithGrace && watch.Elapsed > ShortOfTheGrace);
        lost.Except(isHopeless ? exposed : []).ShouldBeEmpty("lost without need");
        if (rotation is Rotation.Strict) exposed.Except(lost).ShouldBeEmpty("saved, and by what?");
        var reuse = await JudgeBooksAsync(books, lost);
        SqliteFile.Integrity(Broker.Database).ShouldBe("ok", "after the restart");
        Directory.GetFiles(Broker.Spill).Select(Path.GetFileName)
            .ShouldBe(["reserve"], "what was spilled is in the database by now, what was half written is gone");
        foreach (var person in world.Callers.Where(person => lost.Contains(person.Name))) await HealAsync(person);
        return new(world.Callers.Count - lost.Count, lost.Count, reuse, Broker.StartDuration, served);
    }

    // A caller may have to wait for the background's own look at an open intent; told so, it comes again.
    private async Task<Reply> SettleAsync(CrashUser person)
    {
        var total = TimeSpan.Zero;
        while (true)
        {
            var reply = await world.CallThroughRefreshAsync(person);
            total += reply.Duration;
            if (reply.IsOk || reply.Code == "reauthorization_required" || total > LongestWait)
                return reply with { Duration = total };
            await Task.Delay(100);
            total += TimeSpan.FromMilliseconds(100);
        }
    }

    private async Task<int> JudgeBooksAsync(IReadOnlyDictionary<string, ConsentCounts> before, List<string> lost)
    {
        var after = await Broker.Control.ConsentsAsync();
        foreach (var (name, visitor, _) in world.Callers)
        {
            var isLost = lost.Contains(name);
            (after[name].Reuse - before[name].Reuse).ShouldBe(
                isLost ? 1 : 0, $"{name}: the token of an open intent is tried once more, any other never");
            var (_, state, reason) = await visitor.ConnectionAsync("spotify");
            (state, reason).ShouldBe(isLost ? ("reauthorization_required", "lost_in_flight") : ("active", null), name);
        }

        return world.Callers.Sum(person => after[person.Name].Reuse - before[person.Name].Reuse);
    }

    private async Task HealAsync(CrashUser person)
    {
        await person.Client.SignInAsync("spotify", person.Name);
        (await person.Client.ConnectionAsync("spotify")).ShouldBe((person.Grant, "active", null));
        (await world.CallThroughRefreshAsync(person)).IsOk.ShouldBeTrue("a new sign-in heals it");
    }
}
