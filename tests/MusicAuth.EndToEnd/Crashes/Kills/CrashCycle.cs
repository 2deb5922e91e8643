using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// One kill, and the checks after it. The records of the provider and the files of the killed broker show which grants
/// may be lost; the log of the broker does not count.
/// </summary>
internal sealed class CrashCycle(CrashScenario scenario, Rotation rotation, Random random)
{
    private static readonly TimeSpan ShortOfTheGrace = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan LongestWait = RunningProcess.Timeout;

    private StandaloneBroker Broker => scenario.Broker;

    public async Task<CrashOutcome> RunAsync(KillPoint killPoint)
    {
        var watch = Stopwatch.StartNew();
        Broker.Control.Rotation = rotation;
        await Broker.Control.FaultAsync();
        var generations = scenario.Generations();
        var before = await Broker.Control.ConsentsAsync();
        CrashImage image;
        using (await killPoint(scenario, random))
        {
            await Broker.KillAsync();
            await Broker.TokenProxy.DropRequestsAsync();
            image = CrashImage.Take(Broker);
        }

        image.Integrity.ShouldBe("ok", "the files of the killed broker");
        var afterKill = await Broker.Control.ConsentsAsync();
        string[] atRisk =
        [
            .. scenario.Callers.Where(user => afterKill[user.Name].Rotations > before[user.Name].Rotations
                && image.Generations[user.Grant] == generations[user.Grant]).Select(user => user.Name),
        ];

        await Broker.RestartAsync();
        var served = TimeSpan.Zero;
        List<string> lost = [];
        foreach (var user in scenario.Callers)
        {
            var reply = await CallUntilFinalAsync(user);
            (reply.IsOk || reply.IsLostInFlight).ShouldBeTrue($"{user.Name}: {reply}");
            served = reply.Duration > served ? reply.Duration : served;
            if (reply.IsLostInFlight) lost.Add(user.Name);
        }

        // On a busy machine the grace period can end before the restart.
        var canLose = rotation is Rotation.Strict
            || (rotation is Rotation.WithGrace && watch.Elapsed > ShortOfTheGrace);
        lost.Except(canLose ? atRisk : []).ShouldBeEmpty("only grants whose new tokens are on no disk are lost");
        if (rotation is Rotation.Strict) atRisk.Except(lost).ShouldBeEmpty("strict rotation accepts no old token");
        var reuse = await CheckConsentsAsync(before, lost);
        SqliteFile.Integrity(Broker.Database).ShouldBe("ok", "after the restart");
        Directory.GetFiles(Broker.Spill).Select(Path.GetFileName)
            .ShouldBe(["reserve"], "the database has the spilled tokens, and partial files are deleted");
        foreach (var user in scenario.Callers.Where(user => lost.Contains(user.Name))) await SignInAgainAsync(user);
        return new(scenario.Callers.Count - lost.Count, lost.Count, reuse, Broker.StartDuration, served);
    }

    // A caller can get a 503 until the background refresh has tried the token of an open intent, so this retries.
    private async Task<Reply> CallUntilFinalAsync(CrashUser user)
    {
        var total = TimeSpan.Zero;
        while (true)
        {
            var reply = await scenario.CallThroughRefreshAsync(user);
            total += reply.Duration;
            if (reply.IsOk || reply.Code == "reauthorization_required" || total > LongestWait)
                return reply with { Duration = total };
            await Task.Delay(100);
            total += TimeSpan.FromMilliseconds(100);
        }
    }

    private async Task<int> CheckConsentsAsync(IReadOnlyDictionary<string, ConsentCounts> before, List<string> lost)
    {
        var after = await Broker.Control.ConsentsAsync();
        foreach (var (name, client, _) in scenario.Callers)
        {
            var isLost = lost.Contains(name);
            (after[name].Reuse - before[name].Reuse).ShouldBe(
                isLost ? 1 : 0, $"{name}: the broker sends only the token of an open intent again, and only once");
            var (_, state, reason) = await client.ConnectionAsync("spotify");
            (state, reason).ShouldBe(isLost ? ("reauthorization_required", "lost_in_flight") : ("active", null), name);
        }

        return scenario.Callers.Sum(user => after[user.Name].Reuse - before[user.Name].Reuse);
    }

    private async Task SignInAgainAsync(CrashUser user)
    {
        await user.Client.SignInAsync("spotify", user.Name);
        (await user.Client.ConnectionAsync("spotify")).ShouldBe((user.Grant, "active", null));
        (await scenario.CallThroughRefreshAsync(user)).IsOk.ShouldBeTrue("a new sign-in restores the grant");
    }
}
