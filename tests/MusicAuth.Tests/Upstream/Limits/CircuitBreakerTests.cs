using System.Net;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>The circuit breaker of an API.</summary>
public sealed class CircuitBreakerTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _refusing = new((_, _) => throw new HttpRequestException("refused"));
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    [Fact]
    public async Task After_five_failed_connections_calls_are_refused_at_once()
    {
        await FailAsync(5);
        _calls.Clock.Advance(TimeSpan.FromSeconds(4));

        var refusal = await Failure(_good);

        refusal.Fault.ShouldBe(UpstreamFault.Unavailable);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(6));
        _good.RequestedUris.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_call_that_opens_the_breaker_reports_the_wait_of_the_open_breaker()
    {
        await FailAsync(4);

        (await Failure(_refusing)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Four_failures_and_a_response_do_not_open_the_breaker()
    {
        await FailAsync(4);
        await _calls.Send(_good);
        await FailAsync(4);

        await _calls.Send(_good);
    }

    [Fact]
    public async Task Five_failures_far_apart_do_not_open_the_breaker()
    {
        for (var i = 0; i < 5; i++)
        {
            await FailAsync(1);
            _calls.Clock.Advance(TimeSpan.FromSeconds(8));
        }

        await _calls.Send(_good);
    }

    [Fact]
    public async Task One_call_probes_and_the_break_doubles_up_to_two_minutes()
    {
        await FailAsync(5);
        foreach (var rest in new[] { 10, 20, 40, 80, 120, 120 })
        {
            _calls.Clock.Advance(TimeSpan.FromSeconds(rest - 1));
            await Failure(_good);
            _calls.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Failure(_refusing)));
        }

        _good.RequestedUris.ShouldBeEmpty();
        _refusing.RequestedUris.Count.ShouldBe(5 + 6);
    }

    [Fact]
    public async Task The_first_response_closes_the_breaker()
    {
        await FailAsync(5);
        _calls.Clock.Advance(TimeSpan.FromSeconds(10));

        await _calls.Send(_good);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _calls.Send(_good)));

        _good.RequestedUris.Count.ShouldBe(41);
        _calls.Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
    }

    [Fact]
    public async Task One_of_500_callers_probes()
    {
        await FailAsync(5);
        _calls.Clock.Advance(TimeSpan.FromSeconds(10));
        var passed = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 500), async (_, stop) =>
        {
            try
            {
                using var slot = await _calls.Limiter.AcquireAsync(DefaultContext, stop);
                Interlocked.Increment(ref passed);
            }
            catch (UpstreamException)
            {
                // Another caller has the probe.
            }
        });

        passed.ShouldBe(1);
    }

    [Fact]
    public async Task A_probe_without_a_result_is_followed_by_another()
    {
        await FailAsync(5);
        _calls.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _calls.Limiter.AcquireAsync(DefaultContext, default)).Dispose();
        await Failure(_good);

        _calls.Clock.Advance(TimeSpan.FromSeconds(10));

        await _calls.Send(_good);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "")]
    [InlineData(HttpStatusCode.Forbidden, "")]
    [InlineData(HttpStatusCode.Unauthorized, "")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    public async Task Any_response_counts_as_available(HttpStatusCode status, string body)
    {
        for (var i = 0; i < 10; i++)
            await Failure(new StubHandler(_ => StubHandler.Text(body, status)));

        await _calls.Send(_good);
    }

    [Fact]
    public async Task A_cancelled_call_is_no_failure()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var i = 0; i < 10; i++)
            await Should.ThrowAsync<OperationCanceledException>(_calls.Send(Silent(), cancelled.Token));

        await _calls.Send(_good);
    }

    [Fact]
    public async Task A_timeout_is_a_failed_connection()
    {
        var silent = Silent();
        for (var i = 0; i < 3; i++)
        {
            var sending = Enumerable.Range(0, 2).Select(_ => Failure(silent)).ToArray();
            _calls.Clock.Advance(TimeSpan.FromSeconds(8));
            await Task.WhenAll(sending);
        }

        (await Failure(_good)).Fault.ShouldBe(UpstreamFault.Unavailable);
    }

    [Fact]
    public async Task The_wait_for_a_slot_does_not_count_as_the_providers_time()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, OutboundLimiter.BrokerSlotsPerUser)
            .Select(_ => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask()));
        var late = new TaskCompletionSource<HttpResponseMessage>();
        var sending = _calls.Send(new StubHandler((_, stop) => late.Task.WaitAsync(stop)));
        _calls.Clock.Advance(TimeSpan.FromSeconds(1.9));
        slots[0].Dispose();

        // More than eight seconds since the start, but only seven since the call was sent.
        _calls.Clock.Advance(TimeSpan.FromSeconds(7));
        late.SetResult(StubHandler.Json("""{"value":1}"""));

        (await sending).Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_change_changes_no_wait(int hours)
    {
        await FailAsync(5);
        _calls.Clock.Advance(TimeSpan.FromSeconds(4));

        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        (await Failure(_good)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(6));
        _calls.Clock.Advance(TimeSpan.FromSeconds(6));
        await _calls.Send(_good);
    }

    [Fact]
    public async Task The_two_endpoints_have_separate_breakers()
    {
        var signIn = new CallContext("spotify", ProviderEndpoint.Token, CallPriority.SignIn, UserId: null);
        for (var i = 0; i < 5; i++)
            _calls.Recorder.Record(signIn, new UpstreamException("spotify", UpstreamFault.Unavailable, "no"));

        Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(signIn));
        await _calls.Send(_good);
        // Grants has its own breaker for refreshes.
        Should.NotThrow(() =>
            _calls.Limiter.ThrowIfRefused(signIn with { Priority = CallPriority.Refresh }));
    }

    private static StubHandler Silent() => new(async (_, stop) =>
    {
        await Task.Delay(Timeout.Infinite, stop);
        return StubHandler.Json("{}");
    });

    private async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await Failure(_refusing);
    }

    private Task<UpstreamException> Failure(StubHandler handler) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(handler));
}
