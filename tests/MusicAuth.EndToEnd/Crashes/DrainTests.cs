using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R20: SIGTERM while refreshes run and other requests arrive.</summary>
public sealed class DrainTests
{
    [LongFact]
    public async Task R20_sigterm_under_load_completes_the_refreshes_and_answers_every_request()
    {
        await using var scenario = await CrashScenario.StartAsync(users: 4);
        // Two users wait for a new token; the other two continue with their current token.
        var proxy = scenario.Broker.TokenProxy;
        var tokenRequests = new[] { proxy.Expect(holdResponse: true), proxy.Expect(holdResponse: true) };
        await scenario.Broker.Control.ExpireAsync();
        var waiting = scenario.Users.Take(2).Select(user => user.Client.ReadListAsync("spotify")).ToArray();
        await Task.WhenAll(tokenRequests.Select(tokenRequest => tokenRequest.Answered));
        foreach (var user in scenario.Users.Skip(2)) (await user.Client.ReadListAsync("spotify")).IsOk.ShouldBeTrue();
        using var end = new CancellationTokenSource();
        ConcurrentQueue<(long Began, Reply Reply)> calls = [];
        ConcurrentQueue<HttpStatusCode?> readiness = [];
        Task[] clients =
        [
            .. scenario.Users.Skip(2).Select(user => CallAsync(user, calls, end.Token)),
            WatchReadinessAsync(scenario.Broker.Address, readiness, end.Token),
        ];
        await Eventually.IsTrueAsync(() => calls.Count > 4 && readiness.Contains(HttpStatusCode.OK));

        var stopRequested = Stopwatch.GetTimestamp();
        await scenario.Broker.Process.TerminateAsync();
        await Eventually.IsTrueAsync(() => readiness.Any(status => status != HttpStatusCode.OK));
        foreach (var tokenRequest in tokenRequests) tokenRequest.Deliver();

        (await scenario.Broker.Process.WaitForExitAsync()).ShouldBe(0, scenario.Broker.Process.LastLines());
        await end.CancelAsync();
        await Task.WhenAll(clients);
        (await Task.WhenAll(waiting)).ShouldAllBe(reply => reply.IsOk, "a running refresh completes");
        // A proxy sends a request without any response to another server, but a user sees a 5xx.
        calls.Where(call => !call.Reply.IsOk && (call.Began < stopRequested || call.Reply.Status != 0))
            .ShouldBeEmpty();
        var afterwards = readiness.SkipWhile(status => status == HttpStatusCode.OK).ToArray();
        afterwards.First().ShouldBe(HttpStatusCode.ServiceUnavailable, "the listener closes after readiness is off");
        afterwards.ShouldAllBe(status => status != HttpStatusCode.OK, "readiness stays off");
        await scenario.Broker.RestartAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_after_sigterm_no_refresh_begins()
    {
        await using var scenario = await CrashScenario.StartAsync();
        await scenario.Broker.Control.ExpireAsync();
        // The provider's 401 arrives after SIGTERM.
        await scenario.Broker.Control.FaultAsync(
            new { kind = "latency", provider = "spotify", on = "api", delay_ms = 1500, times = 1 });
        var call = scenario.Users[0].Client.ReadListAsync("spotify");
        await Eventually.IsTrueAsync(async () => await scenario.Broker.Control.HeldResponsesAsync("spotify") > 0);

        await scenario.Broker.Process.TerminateAsync();

        (await call).Status.ShouldBe(503, (await call).ToString());
        (await scenario.Broker.Process.WaitForExitAsync()).ShouldBe(0, scenario.Broker.Process.LastLines());
        (await scenario.Broker.Control.StatsAsync("spotify")).Refreshes.ShouldBe(0);
        await scenario.Broker.RestartAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_a_response_that_never_arrives_does_not_prevent_the_stop()
    {
        await using var scenario = await CrashScenario.StartAsync();
        scenario.Broker.Control.Rotation = Rotation.Off;
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(scenario.Users[0]);
        await tokenRequest.Answered;

        await scenario.Broker.Process.TerminateAsync();

        // The broker stops although the proxy never delivers the response.
        (await scenario.Broker.Process.WaitForExitAsync()).ShouldBe(0, scenario.Broker.Process.LastLines());
        (await call).Status.ShouldBe(503, (await call).ToString());
        await scenario.Broker.RestartAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task R20_sigterm_at_random_loses_no_token_even_with_strict_rotation()
    {
        await using var scenario = await CrashScenario.StartAsync(users: 4);
        for (var stop = 0; stop < CrashPlan.Repeats(usual: 3); stop++)
        {
            var seed = CrashPlan.Seed + stop;
            var random = new Random(seed);
            scenario.Broker.TokenProxy.Default = () =>
            {
                lock (random) return new ProxiedRequest { Delay = TimeSpan.FromMilliseconds(random.Next(30)) };
            };
            int delay;
            lock (random) delay = random.Next(250);
            var calls = await scenario.CallWithExpiredTokensAsync();
            await Task.Delay(delay);

            await scenario.Broker.Process.TerminateAsync();

            (await scenario.Broker.Process.WaitForExitAsync())
                .ShouldBe(0, $"seed {seed}\n{scenario.Broker.Process.LastLines()}");
            foreach (var reply in await Task.WhenAll(calls))
                reply.Status.ShouldBeOneOf([200, 503], $"seed {seed}: {reply}");
            await scenario.Broker.TokenProxy.DropRequestsAsync();
            await scenario.Broker.RestartAsync();
            await scenario.ShouldStillRefreshAsync();
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
