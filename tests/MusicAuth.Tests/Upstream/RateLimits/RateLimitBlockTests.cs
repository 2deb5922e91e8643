using System.Net;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class RateLimitBlockTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    public static TheoryData<string?, double> RetryAfterValues => new()
    {
        { null, 5 },
        { "11", 11 },
        { "48925", 48_925 },
        { "86400", 86_400 },
        { "0", 1 },
        { "-3", 5 },
        { "soon", 5 },
        { "", 5 },
        { "99999999999999999999", 7 * 86_400 },
        { "Mon, 23 Nov 2026 12:00:30 GMT", 30 },
        { "Sun, 22 Nov 2026 12:00:30 GMT", 1 },
    };

    [Theory]
    [MemberData(nameof(RetryAfterValues))]
    public async Task After_a_429_no_call_leaves_before_Retry_After(string? header, double seconds)
    {
        await Failure(TooMany(header));

        _calls.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.5));
        var failure = await Failure(_good);
        failure.Fault.ShouldBe(UpstreamFault.RateLimited);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(0.5));
        _good.RequestedUris.ShouldBeEmpty();

        _calls.Clock.Advance(TimeSpan.FromSeconds(0.5));
        (await _calls.Send(_good)).Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-24 * 365)]
    public async Task A_Retry_After_date_is_read_by_the_clock_of_the_response(int hours)
    {
        var now = _calls.Clock.GetUtcNow();
        _calls.Clock.Jump(TimeSpan.FromHours(hours));

        (await Failure(new StubHandler(_ =>
        {
            var answer = StubHandler.Text("", HttpStatusCode.TooManyRequests);
            answer.Headers.Date = now;
            answer.Headers.TryAddWithoutValidation("Retry-After", now.AddSeconds(30).ToString("r"));
            return answer;
        }))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Every_refused_call_has_the_reason_of_the_block()
    {
        await Failure(TooMany("48925", "quota"));

        (await Failure(_good)).Reason.ShouldBe("quota_exceeded");
    }

    [Fact]
    public async Task A_refused_call_does_not_prolong_the_block()
    {
        await Failure(TooMany("10"));
        for (var i = 0; i < 9; i++)
        {
            _calls.Clock.Advance(TimeSpan.FromSeconds(1));
            await Failure(_good);
        }

        _calls.Clock.Advance(TimeSpan.FromSeconds(1));
        await _calls.Send(_good);
    }

    [Fact]
    public void A_short_block_does_not_end_a_long_one()
    {
        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromHours(10), "quota_exceeded");
        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromSeconds(1), null);
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));

        var failure = Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(DefaultContext));
        failure.Reason.ShouldBe("quota_exceeded");
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(DefaultContext with { Provider = "deezer" }));
    }

    [Fact]
    public async Task A_rate_limit_error_with_status_200_begins_a_block()
    {
        await Failure(new StubHandler(_ => StubHandler.Json("""{"value":1,"refused":"quota"}""")));

        (await Failure(_good)).Fault.ShouldBe(UpstreamFault.RateLimited);
        _good.RequestedUris.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_that_waited_during_a_429_are_refused()
    {
        var answer = new TaskCompletionSource();
        var handler = new StubHandler(async (_, _) =>
        {
            await answer.Task;
            return StubHandler.Text("", HttpStatusCode.TooManyRequests);
        });

        var all = Enumerable.Range(0, 50).Select(_ => Failure(handler)).ToArray();
        answer.SetResult();
        var failures = await Task.WhenAll(all);

        handler.RequestedUris.Count.ShouldBe(OutboundLimiter.BrokerSlotsPerUser);
        failures.ShouldAllBe(failure => failure.Fault == UpstreamFault.RateLimited);
    }

    [Fact]
    public async Task A_block_without_Retry_After_doubles_when_the_next_call_gets_429()
    {
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 160, 300, 300 })
            await BlocksForAsync(seconds);

        await _calls.Send(_good);
        await BlocksForAsync(5);

        async Task BlocksForAsync(int seconds)
        {
            (await Failure(TooMany(null))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
            _calls.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task Calls_under_way_do_not_double_a_block()
    {
        var answer = new TaskCompletionSource();
        var handler = new StubHandler(async (_, _) =>
        {
            await answer.Task;
            return StubHandler.Text("", HttpStatusCode.TooManyRequests);
        });
        var all = Enumerable.Range(0, 4).Select(_ => Failure(handler)).ToArray();
        answer.SetResult();
        await Task.WhenAll(all);

        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.Send(_good);
    }

    [Fact]
    public async Task An_exhausted_quota_without_Retry_After_blocks_for_an_hour() =>
        (await Failure(TooMany(null, "quota"))).RetryAfter.ShouldBe(TimeSpan.FromHours(1));

    [Fact]
    public async Task The_two_endpoints_have_separate_blocks()
    {
        var refresh = DefaultContext with { Endpoint = ProviderEndpoint.Token, Priority = CallPriority.Refresh };
        await Failure(TooMany("48925", "quota"));
        (await _calls.Limiter.AcquireAsync(refresh, default)).Dispose();

        _calls.Limiter.Block("deezer", RateLimitScope.Refresh, TimeSpan.FromHours(1), null);

        (await _calls.Limiter.AcquireAsync(DefaultContext with { Provider = "deezer" }, default)).Dispose();
        Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(refresh with { Provider = "deezer" }))
            .Fault.ShouldBe(UpstreamFault.RateLimited);
    }

    [Theory]
    [InlineData("3", 0)]
    [InlineData("11", 1)]
    public async Task Only_blocks_that_another_process_can_still_apply_are_stored(string header, int stored)
    {
        await Failure(TooMany(header));

        _calls.Blocks.Pending.Count.ShouldBe(stored);
    }

    private static StubHandler TooMany(string? header, string body = "") => new(_ =>
    {
        var answer = StubHandler.Text(body, HttpStatusCode.TooManyRequests);
        if (header is not null)
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
        return answer;
    });

    private Task<UpstreamException> Failure(StubHandler handler) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(handler));
}
