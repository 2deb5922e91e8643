using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class RateLimitBlockTests
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly StubHandler _good = new(_ => StubHandler.Json("""{"value":1}"""));

    public static TheoryData<string?, double> Pauses => new()
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
    [MemberData(nameof(Pauses))]
    public async Task After_a_429_the_provider_is_not_asked_before_its_time(string? header, double seconds)
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
    public async Task F3_a_date_to_wait_for_is_read_by_the_clock_of_the_answer(int hours)
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
    public async Task The_reason_of_the_pause_is_told_to_all()
    {
        await Failure(TooMany("48925", "quota"));

        (await Failure(_good)).Reason.ShouldBe("quota_exceeded");
    }

    [Fact]
    public async Task A_refused_call_does_not_prolong_the_pause()
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
    public void A_short_pause_does_not_end_a_long_one()
    {
        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromHours(10), "quota_exceeded");
        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromSeconds(1), null);
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));

        var failure = Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(CallSenderUnderTest.DefaultContext));
        failure.Reason.ShouldBe("quota_exceeded");
        Should.NotThrow(() => _calls.Limiter.ThrowIfRefused(CallSenderUnderTest.DefaultContext with { Provider = "deezer" }));
    }

    [Fact]
    public async Task An_error_at_status_200_pauses_too()
    {
        await Failure(new StubHandler(_ => StubHandler.Json("""{"value":1,"refused":"quota"}""")));

        (await Failure(_good)).Fault.ShouldBe(UpstreamFault.RateLimited);
        _good.RequestedUris.ShouldBeEmpty();
    }

    [Fact]
    public async Task Those_who_waited_behind_a_429_do_not_run_into_it()
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
    public async Task A_pause_of_no_said_length_doubles_while_it_repeats_at_once()
    {
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 160, 300, 300 })
            await PausesAsync(seconds);

        await _calls.Send(_good);
        await PausesAsync(5);

        async Task PausesAsync(int seconds)
        {
            (await Failure(TooMany(null))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
            _calls.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task Those_who_were_under_way_do_not_make_it_longer()
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
    public async Task A_quota_that_says_no_time_is_tried_once_an_hour() =>
        (await Failure(TooMany(null, "quota"))).RetryAfter.ShouldBe(TimeSpan.FromHours(1));

    [Fact]
    public async Task The_two_sides_pause_apart()
    {
        var refresh = CallSenderUnderTest.DefaultContext with { Endpoint = ProviderEndpoint.Token, Priority = CallPriority.Refresh };
        await Failure(TooMany("48925", "quota"));
        (await _calls.Limiter.AcquireAsync(refresh, default)).Dispose();

        _calls.Limiter.Block("deezer", RateLimitScope.Refresh, TimeSpan.FromHours(1), null);

        (await _calls.Limiter.AcquireAsync(CallSenderUnderTest.DefaultContext with { Provider = "deezer" }, default)).Dispose();
        Should.Throw<UpstreamException>(() => _calls.Limiter.ThrowIfRefused(refresh with { Provider = "deezer" }))
            .Fault.ShouldBe(UpstreamFault.RateLimited);
    }

    [Theory]
    [InlineData("3", 0)]
    [InlineData("11", 1)]
    public async Task Only_what_another_process_could_still_meet_is_written_down(string header, int notes)
    {
        await Failure(TooMany(header));

        _calls.Blocks.Pending.Count.ShouldBe(notes);
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
