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
        await _calls.CompleteAsync(Deezer, 30);
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));
        await _calls.CompleteAsync(Deezer, 20);

        var refusal = await _calls.RefusalAsync(Deezer);

        refusal.Fault.ShouldBe(UpstreamFault.RateLimited);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        _calls.Clock.Advance(TimeSpan.FromSeconds(3));
        await _calls.CompleteAsync(Deezer, 30);
        (await _calls.RefusalAsync(Deezer)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_call_waits_if_the_rate_window_has_room_within_two_seconds()
    {
        await _calls.CompleteAsync(Deezer, 50);
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
        await _calls.CompleteAsync(Deezer, 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(4));
        await _calls.CompleteAsync(Deezer, 2);
        var waiting = Enumerable.Range(0, 60).Select(async _ =>
        {
            using var slot = await _calls.Limiter.AcquireAsync(Deezer, default);
        }).ToArray();

        _calls.Clock.Advance(TimeSpan.FromSeconds(1.1));
        await Eventually.IsTrueAsync(() => waiting.Count(call => call.IsCompletedSuccessfully) == 48);
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.9));
        await Eventually.IsTrueAsync(() => waiting.All(call => call.IsCompleted));

        waiting.Count(call => call.IsCompletedSuccessfully).ShouldBe(48);
        waiting.Where(call => !call.IsCompletedSuccessfully)
            .Select(call => (call.Exception?.InnerException as UpstreamException)?.Fault).Distinct()
            .ShouldBe([UpstreamFault.RateLimited]);
    }

    [Fact]
    public async Task Background_calls_use_at_most_half_of_the_rate_window()
    {
        var background = Deezer with { Priority = CallPriority.Background };
        await _calls.CompleteAsync(background, 25);

        (await _calls.RefusalAsync(background)).Fault.ShouldBe(UpstreamFault.RateLimited);
        await _calls.CompleteAsync(Deezer, 25);
        (await _calls.RefusalAsync(Deezer)).Fault.ShouldBe(UpstreamFault.RateLimited);
    }

    [Fact]
    public async Task Spotify_has_no_limit_until_a_429_teaches_it()
    {
        await _calls.CompleteAsync(DefaultContext, 1_000);
        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 100);

        _calls.Refuse(TimeSpan.FromSeconds(3));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(90);
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 90);
        (await _calls.RefusalAsync(DefaultContext)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_limit_never_falls_below_ten()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 2);
        _calls.Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }

    [Fact]
    public async Task A_learned_limit_recovers_slowly_and_is_removed_in_the_end()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 100);
        _calls.Refuse(TimeSpan.FromSeconds(1));

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
        await _calls.CompleteAsync(Deezer, 40);
        _calls.Recorder.Record(Deezer, new UpstreamException("deezer", UpstreamFault.RateLimited, "no"));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(36);

        _calls.Clock.Advance(TimeSpan.FromHours(1));
        _calls.Limiter.GetRateLimit("deezer").ShouldBe(50);
    }

    [Fact]
    public async Task An_exhausted_quota_teaches_no_rate_limit()
    {
        await _calls.CompleteAsync(DefaultContext, 100);
        _calls.Refuse(TimeSpan.FromSeconds(48_925), "quota_exceeded");

        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Fact]
    public async Task Calls_that_were_refused_after_waiting_do_not_count()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask()));
        var waiting = Enumerable.Range(0, 200)
            .Select(_ => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask()).ToArray();
        _calls.Refuse(TimeSpan.FromSeconds(1));
        foreach (var slot in slots)
            slot.Dispose();
        foreach (var call in waiting)
            (await Should.ThrowAsync<UpstreamException>(call)).Fault.ShouldBe(UpstreamFault.RateLimited);

        _calls.Clock.Advance(TimeSpan.FromSeconds(31));
        _calls.Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(10);
    }
}
