using System.Diagnostics;
using MusicAuth.EndToEnd.Infrastructure;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>What became of the grants of one kill.</summary>
internal sealed record CrashOutcome(int Active, int Lost, int Reuse, TimeSpan Start, TimeSpan Served);

/// <summary>
/// One kill and everything that must hold after it. What may be lost is told by the provider's books and the killed
/// broker's files, never by its log.
/// </summary>
internal sealed class CrashCycle(CrashWorld world, Rotation rotation, Random random)
{
    private static readonly TimeSpan ShortOfTheGrace = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan LongestWait = RunningProcess.Patience;

    private LoneBroker Broker => world.Broker;

    public async Task<CrashOutcome> RunAsync(ReachPoint reach)
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
            await Broker.Wire.SettleAsync();
            image = CrashImage.Take(Broker);
        }

        image.Integrity.ShouldBe("ok", "of what the killed broker left");
        var spent = await Broker.Control.ConsentsAsync();
        string[] exposed =
        [
            .. world.Asking.Where(person => spent[person.Name].Rotations > books[person.Name].Rotations
                && image.Generations[person.Grant] == generations[person.Grant]).Select(person => person.Name),
        ];

        await Broker.RestartAsync();
        var served = TimeSpan.Zero;
        List<string> lost = [];
        foreach (var person in world.Asking)
        {
            var reply = await SettleAsync(person);
            (reply.IsOk || reply.IsLostInFlight).ShouldBeTrue($"{person.Name}: {reply}");
            served = reply.Took > served ? reply.Took : served;
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
        foreach (var person in world.Asking.Where(person => lost.Contains(person.Name))) await HealAsync(person);
        return new(world.Asking.Count - lost.Count, lost.Count, reuse, Broker.StartTook, served);
    }

    // A caller may have to wait for the background's own look at an open intent; told so, it comes again.
    private async Task<Reply> SettleAsync(Person person)
    {
        var total = TimeSpan.Zero;
        while (true)
        {
            var reply = await world.AskThroughRefreshAsync(person);
            total += reply.Took;
            if (reply.IsOk || reply.Code == "reauthorization_required" || total > LongestWait)
                return reply with { Took = total };
            await Task.Delay(100);
            total += TimeSpan.FromMilliseconds(100);
        }
    }

    private async Task<int> JudgeBooksAsync(IReadOnlyDictionary<string, ConsentCounts> before, List<string> lost)
    {
        var after = await Broker.Control.ConsentsAsync();
        foreach (var (name, visitor, _) in world.Asking)
        {
            var isLost = lost.Contains(name);
            (after[name].Reuse - before[name].Reuse).ShouldBe(
                isLost ? 1 : 0, $"{name}: the token of an open intent is tried once more, any other never");
            var (_, state, reason) = await visitor.ConnectionAsync("spotify");
            (state, reason).ShouldBe(isLost ? ("reauthorization_required", "lost_in_flight") : ("active", null), name);
        }

        return world.Asking.Sum(person => after[person.Name].Reuse - before[person.Name].Reuse);
    }

    private async Task HealAsync(Person person)
    {
        await person.Visitor.SignInAsync("spotify", person.Name);
        (await person.Visitor.ConnectionAsync("spotify")).ShouldBe((person.Grant, "active", null));
        (await world.AskThroughRefreshAsync(person)).IsOk.ShouldBeTrue("a new sign-in heals it");
    }
}
