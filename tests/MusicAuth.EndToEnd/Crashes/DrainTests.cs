using System.Diagnostics;
using System.Net;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R20: SIGTERM while refreshes are under way and others call.</summary>
public sealed class DrainTests
{
    [LongFact]
    public async Task R20_sigterm_under_load_ends_what_is_under_way_and_answers_everybody()
    {
        await using var world = await CrashScenario.StartAsync(people: 4);
        // Two wait for their new token, two go on calling with the one they have.
        var proxy = world.Broker.TokenProxy;
        var passages = new[] { proxy.Expect(holdAnswer: true), proxy.Expect(holdAnswer: true) };
        await world.Broker.Control.ExpireAsync();
        var waiting = world.Users.Take(2).Select(person => person.Client.ReadListAsync("spotify")).ToArray();
        await Task.WhenAll(passages.Select(passage => passage.Answered));
        foreach (var person in world.Users.Skip(2)) (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue();
        using var over = new CancellationTokenSource();
        var callers = world.Users.Skip(2).Select(person => CallAsync(person, over.Token)).ToArray();
        var readiness = WatchReadinessAsync(world.Broker.Address, over.Token);
        await Task.Delay(300);

        var told = Stopwatch.GetTimestamp();
        await world.Broker.Process.TerminateAsync();
        await Task.Delay(1500);
        foreach (var passage in passages) passage.Deliver();

        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0, world.Broker.Process.LastLines());
        await over.CancelAsync();
        (await Task.WhenAll(waiting)).ShouldAllBe(reply => reply.IsOk, "whoever waited gets the answer");
        // Without any answer is what a proxy asks elsewhere; a 5xx is what people see.
        (await Task.WhenAll(callers)).SelectMany(replies => replies)
            .Where(call => !call.Reply.IsOk && (call.Began < told || call.Reply.Status != 0)).ShouldBeEmpty();
        var afterwards = (await readiness).SkipWhile(status => status == HttpStatusCode.OK).ToArray();
        afterwards.First().ShouldBe(HttpStatusCode.ServiceUnavailable, "readiness is off before the listener is");
        afterwards.ShouldAllBe(status => status != HttpStatusCode.OK, "once off, it stays off");
        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_after_sigterm_no_refresh_begins()
    {
        await using var world = await CrashScenario.StartAsync();
        await world.Broker.Control.ExpireAsync();
        // The provider's 401 comes when the broker has been told to stop.
        await world.Broker.Control.FaultAsync(
            new { kind = "latency", provider = "spotify", on = "api", delay_ms = 1500, times = 1 });
        var asking = world.Users[0].Client.ReadListAsync("spotify");
        await Task.Delay(500);

        await world.Broker.Process.TerminateAsync();

        (await asking).Status.ShouldBe(503, (await asking).ToString());
        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0, world.Broker.Process.LastLines());
        (await world.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_an_answer_that_never_comes_does_not_keep_it_from_ending()
    {
        await using var world = await CrashScenario.StartAsync();
        world.Broker.Control.Rotation = Rotation.Off;
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(world.Users[0]);
        await passage.Answered;

        await world.Broker.Process.TerminateAsync();

        // It ends although the answer is not delivered, neither before nor after.
        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0, world.Broker.Process.LastLines());
        (await asking).Status.ShouldBe(503, (await asking).ToString());
        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_sigterm_at_random_loses_nothing_even_with_strict_rotation()
    {
        await using var world = await CrashScenario.StartAsync(people: 4);
        for (var stop = 0; stop < CrashPlan.Repeats(usual: 3); stop++)
        {
            var seed = CrashPlan.Seed + stop;
            var random = new Random(seed);
            world.Broker.TokenProxy.Default = () =>
            {
                lock (random) return new ProxiedRequest { Delay = TimeSpan.FromMilliseconds(random.Next(30)) };
            };
            int moment;
            lock (random) moment = random.Next(250);
            var asking = await world.CallWithExpiredTokensAsync();
            await Task.Delay(moment);

            await world.Broker.Process.TerminateAsync();

            (await world.Broker.Process.WaitForExitAsync())
                .ShouldBe(0, $"seed {seed}\n{world.Broker.Process.LastLines()}");
            foreach (var reply in await Task.WhenAll(asking))
                reply.Status.ShouldBeOneOf([200, 503], $"seed {seed}: {reply}");
            await world.Broker.TokenProxy.SettleAsync();
            await world.Broker.RestartAsync();
            await world.ShouldStillRefreshAsync();
        }
    }

    private static async Task<IReadOnlyList<(long Began, Reply Reply)>> CallAsync(
        CrashUser person, CancellationToken over)
    {
        List<(long, Reply)> replies = [];
        while (!over.IsCancellationRequested)
        {
            // Each by a connection of its own: what is kept open may be closed at any time.
            using var twin = person.Client.WithSameCookies();
            replies.Add((Stopwatch.GetTimestamp(), await twin.ReadListAsync("spotify")));
            await Task.Delay(20, CancellationToken.None);
        }

        return replies;
    }

    private static async Task<IReadOnlyList<HttpStatusCode?>> WatchReadinessAsync(Uri broker, CancellationToken over)
    {
        List<HttpStatusCode?> seen = [];
        while (!over.IsCancellationRequested)
        {
            using var client = new SandboxControl(broker);
            seen.Add(await StandaloneBroker.ReadinessAsync(client));
            await Task.Delay(20, CancellationToken.None);
        }

        return seen;
    }
}
