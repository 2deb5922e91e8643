using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Scheduling;

/// <summary>The number of calls within a provider's rate window.</summary>
public sealed class RateWindowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly CallContext Deezer = DefaultContext with { Provider = "deezer" };

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
    public async Task A_call_waits_if_the_rate_window_has_room_within_two_seconds()
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
    public async Task As_many_waiting_calls_leave_as_the_rate_window_has_room_for()
    {
        await SendAsync(Deezer, 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(4));
        await SendAsync(Deezer, 2);
        var waiting = Enumerable.Range(0, 60).Select(async _ =>
        {
            using var slot = await _calls.Limiter.AcquireAsync(Deezer, default);
        }).ToArray();

        _calls.Clock.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.IsTrueAsync(() => waiting.Count(call => call.IsCompletedSuccessfully) == 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.9));
        await Eventually.IsTrueAsync(() => waiting.All(call => call.IsCompleted));

        waiting.Count(call => call.IsCompletedSuccessfully).ShouldBe(48);
        waiting.Where(call => call.IsFaulted).Select(call => call.Exception!.InnerException)
            .OfType<UpstreamException>().ShouldAllBe(refusal => refusal.Fault == UpstreamFault.RateLimited);
    }

    [Fact]
    public async Task Background_calls_use_at_most_half_of_the_rate_window()
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
        await SendAsync(DefaultContext, 1_000);
        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(DefaultContext, 100);

        Refuse(TimeSpan.FromSeconds(3));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(90);
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(DefaultContext, 90);
        (await RefusalAsync(DefaultContext)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_limit_never_falls_below_ten()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(DefaultContext, 2);
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }

    [Fact]
    public async Task A_learned_limit_recovers_slowly_and_is_removed_in_the_end()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(DefaultContext, 100);
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Clock.Advance(TimeSpan.FromMinutes(5));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(99);
        _calls.Clock.Advance(TimeSpan.FromMinutes(5));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(108);
        _calls.Clock.Advance(TimeSpan.FromDays(1));
        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_does_not_recover_beyond_the_published_limit()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(Deezer, 40);
        _calls.Recorder.Record(Deezer, new UpstreamException("deezer", UpstreamFault.RateLimited, "no"));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(36);

        _calls.Clock.Advance(TimeSpan.FromHours(1));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(50);
    }

    [Fact]
    public async Task An_exhausted_quota_teaches_no_rate_limit()
    {
        await SendAsync(DefaultContext, 100);
        Refuse(TimeSpan.FromSeconds(48_925), "quota_exceeded");

        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Fact]
    public async Task Calls_that_were_refused_after_waiting_do_not_count()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask()));
        var waiting = Enumerable.Range(0, 200)
            .Select(_ => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask()).ToArray();
        Refuse(TimeSpan.FromSeconds(1));
        foreach (var slot in slots)
            slot.Dispose();
        foreach (var call in waiting)
            (await Should.ThrowAsync<UpstreamException>(call)).Fault.ShouldBe(UpstreamFault.RateLimited);

        _calls.Clock.Advance(TimeSpan.FromSeconds(31));
        Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }

    private async Task SendAsync(CallContext context, int calls)
    {
        for (var i = 0; i < calls; i++)
            (await _calls.Limiter.AcquireAsync(context, default).AsTask().WaitAsync(Patience)).Dispose();
    }

    private Task<UpstreamException> RefusalAsync(CallContext context) => Should.ThrowAsync<UpstreamException>(
        async () => await _calls.Limiter.AcquireAsync(context, default).AsTask().WaitAsync(Patience));

    private UpstreamException? Refuse(TimeSpan retryAfter, string? reason = null) => _calls.Recorder.Record(
        DefaultContext,
        new UpstreamException("spotify", UpstreamFault.RateLimited, "no")
        {
            RetryAfter = retryAfter,
            Reason = reason,
        });
}
