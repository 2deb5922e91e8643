using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R20: SIGTERM while refreshes are under way and other requests arrive.</summary>
public sealed class DrainTests
{
    [LongFact]
    public async Task R20_sigterm_under_load_completes_the_refreshes_and_answers_every_request()
    {
        await using var world = await CrashScenario.StartAsync(people: 4);
        // Two users wait for a new token; the other two go on calling with the token they have.
        var proxy = world.Broker.TokenProxy;
        var passages = new[] { proxy.Expect(holdAnswer: true), proxy.Expect(holdAnswer: true) };
        await world.Broker.Control.ExpireAsync();
        var waiting = world.Users.Take(2).Select(person => person.Client.ReadListAsync("spotify")).ToArray();
        await Task.WhenAll(passages.Select(passage => passage.Answered));
        foreach (var person in world.Users.Skip(2)) (await person.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue();
        using var end = new CancellationTokenSource();
        ConcurrentQueue<(long Began, Reply Reply)> calls = [];
        ConcurrentQueue<HttpStatusCode?> readiness = [];
        Task[] clients =
        [
            .. world.Users.Skip(2).Select(user => CallAsync(user, calls, end.Token)),
            WatchReadinessAsync(world.Broker.Address, readiness, end.Token),
        ];
        await Eventually.IsTrueAsync(() => calls.Count > 4 && readiness.Contains(HttpStatusCode.OK));

        var stopRequested = Stopwatch.GetTimestamp();
        await world.Broker.Process.TerminateAsync();
        await Eventually.IsTrueAsync(() => readiness.Any(status => status != HttpStatusCode.OK));
        foreach (var passage in passages) passage.Deliver();

        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0, world.Broker.Process.LastLines());
        await end.CancelAsync();
        await Task.WhenAll(clients);
        (await Task.WhenAll(waiting)).ShouldAllBe(reply => reply.IsOk, "a refresh under way completes");
        // A proxy sends a request without any response to another server, but a user sees a 5xx.
        calls.Where(call => !call.Reply.IsOk && (call.Began < stopRequested || call.Reply.Status != 0))
            .ShouldBeEmpty();
        var afterwards = readiness.SkipWhile(status => status == HttpStatusCode.OK).ToArray();
        afterwards.First().ShouldBe(HttpStatusCode.ServiceUnavailable, "the listener closes after readiness is off");
        afterwards.ShouldAllBe(status => status != HttpStatusCode.OK, "readiness stays off");
        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_after_sigterm_no_refresh_begins()
    {
        await using var world = await CrashScenario.StartAsync();
        await world.Broker.Control.ExpireAsync();
        // The provider's 401 arrives after SIGTERM.
        await world.Broker.Control.FaultAsync(
            new { kind = "latency", provider = "spotify", on = "api", delay_ms = 1500, times = 1 });
        var asking = world.Users[0].Client.ReadListAsync("spotify");
        await Eventually.IsTrueAsync(async () => await world.Broker.Control.HeldResponsesAsync("spotify") > 0);

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

    private static async Task CallAsync(
        CrashUser user, ConcurrentQueue<(long Began, Reply Reply)> calls, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            // A new connection for each call: the server can close an idle connection at any time.
            using var client = user.Client.WithSameCookies();
            calls.Enqueue((Stopwatch.GetTimestamp(), await client.ReadListAsync("spotify")));
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static async Task WatchReadinessAsync(
        Uri broker, ConcurrentQueue<HttpStatusCode?> seen, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var client = new SandboxControl(broker);
            seen.Enqueue(await StandaloneBroker.ReadinessAsync(client));
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
