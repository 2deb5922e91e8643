using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Scheduling;

/// <summary>How many calls a provider takes within its window.</summary>
public sealed class RateWindowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly CallContext Deezer = CallSenderUnderTest.DefaultContext with { Provider = "deezer" };

    private readonly CallSenderUnderTest _calls = new();

    [Fact]
    public async Task Deezer_gets_fifty_calls_in_any_five_seconds()
    {
        await SendAsync(Deezer, 30);
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(Deezer, 20);

        var refusal = await RefusalAsync(Deezer);

        refusal.Fault.ShouldBe(UpstreamFault.RateLimited);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        _calls.Clock.Advance(TimeSpan.FromSeconds(3));
        await SendAsync(Deezer, 30);
        (await RefusalAsync(Deezer)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Who_comes_less_than_two_seconds_early_waits()
    {
        await SendAsync(Deezer, 50);
        _calls.Clock.Advance(TimeSpan.FromSeconds(3.5));
        var waiting = _calls.Limiter.AcquireAsync(Deezer, default).AsTask();

        _calls.Clock.Advance(TimeSpan.FromSeconds(1.49));
        waiting.IsCompleted.ShouldBeFalse();
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.02));

        (await waiting.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task Of_those_who_wait_as_many_go_as_there_is_room_for()
    {
        await SendAsync(Deezer, 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(4));
        await SendAsync(Deezer, 2);
        var waiting = Enumerable.Range(0, 60).Select(async _ =>
        {
            using var place = await _calls.Limiter.AcquireAsync(Deezer, default);
        }).ToArray();

        _calls.Clock.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.IsTrueAsync(() => waiting.Count(one => one.IsCompletedSuccessfully) == 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.9));
        await Eventually.IsTrueAsync(() => waiting.All(one => one.IsCompleted));

        waiting.Count(one => one.IsCompletedSuccessfully).ShouldBe(48);
        waiting.Where(one => one.IsFaulted).Select(one => one.Exception!.InnerException)
            .OfType<UpstreamException>().ShouldAllBe(refusal => refusal.Fault == UpstreamFault.RateLimited);
    }

    [Fact]
    public async Task What_nobody_waits_for_leaves_half_of_it_to_people()
    {
        var background = Deezer with { Priority = CallPriority.Background };
        await SendAsync(background, 25);

        (await RefusalAsync(background)).Fault.ShouldBe(UpstreamFault.RateLimited);
        await SendAsync(Deezer, 25);
        (await RefusalAsync(Deezer)).Fault.ShouldBe(UpstreamFault.RateLimited);
    }

    [Fact]
    public async Task Spotify_has_no_limit_until_a_429_teaches_it()
    {
        await SendAsync(CallSenderUnderTest.DefaultContext, 1_000);
        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(CallSenderUnderTest.DefaultContext, 100);

        Refuse(TimeSpan.FromSeconds(3));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(90);
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(CallSenderUnderTest.DefaultContext, 90);
        (await RefusalAsync(CallSenderUnderTest.DefaultContext)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_limit_never_falls_below_ten()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(CallSenderUnderTest.DefaultContext, 2);
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }

    [Fact]
    public async Task It_recovers_slowly_and_is_forgotten_in_the_end()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(CallSenderUnderTest.DefaultContext, 100);
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Clock.Advance(TimeSpan.FromMinutes(5));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(99);
        _calls.Clock.Advance(TimeSpan.FromMinutes(5));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(108);
        _calls.Clock.Advance(TimeSpan.FromDays(1));
        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Fact]
    public async Task A_known_limit_is_where_recovery_ends()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(Deezer, 40);
        _calls.Recorder.Record(Deezer, new UpstreamException("deezer", UpstreamFault.RateLimited, "no"));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(36);

        _calls.Clock.Advance(TimeSpan.FromHours(1));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(50);
    }

    [Fact]
    public async Task A_quota_teaches_nothing_about_the_window()
    {
        await SendAsync(CallSenderUnderTest.DefaultContext, 100);
        Refuse(TimeSpan.FromSeconds(48_925), "quota_exceeded");

        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Fact]
    public async Task Calls_that_were_refused_after_waiting_do_not_count()
    {
        var places = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => _calls.Limiter.AcquireAsync(CallSenderUnderTest.DefaultContext, default).AsTask()));
        var waiting = Enumerable.Range(0, 200)
            .Select(_ => _calls.Limiter.AcquireAsync(CallSenderUnderTest.DefaultContext, default).AsTask()).ToArray();
        Refuse(TimeSpan.FromSeconds(1));
        foreach (var place in places)
            place.Dispose();
        foreach (var one in waiting)
            (await Should.ThrowAsync<UpstreamException>(one)).Fault.ShouldBe(UpstreamFault.RateLimited);

        _calls.Clock.Advance(TimeSpan.FromSeconds(31));
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }

    private async Task SendAsync(CallContext turn, int calls)
    {
        for (var i = 0; i < calls; i++)
            (await _calls.Limiter.AcquireAsync(turn, default).AsTask().WaitAsync(Patience)).Dispose();
    }

    private Task<UpstreamException> RefusalAsync(CallContext turn) => Should.ThrowAsync<UpstreamException>(
        async () => await _calls.Limiter.AcquireAsync(turn, default).AsTask().WaitAsync(Patience));

    private UpstreamException? Refuse(TimeSpan retryAfter, string? reason = null) => _calls.Recorder.Record(
        CallSenderUnderTest.DefaultContext,
        new UpstreamException("spotify", UpstreamFault.RateLimited, "no")
        {
            RetryAfter = retryAfter,
            Reason = reason,
        });
}
