using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Scheduling;

/// <summary>The limiter learns a limit from a 429 if the provider publishes none.</summary>
public sealed class RateWindowLearningTests
{
    private readonly CallSenderUnderTest _calls = new();

    [Fact]
    public async Task A_rate_window_that_was_not_full_teaches_no_limit()
    {
        await _calls.CompleteAsync(DefaultContext, 19);
        _calls.Refuse(TimeSpan.FromSeconds(1));

        _calls.Limiter.GetRateLimit("spotify").ShouldBeNull();
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(60, 1)]
    [InlineData(60, 80)]
    public async Task The_second_429_after_a_block_does_not_lower_the_limit(int blockSeconds, int calls)
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 100);
        _calls.Refuse(TimeSpan.FromSeconds(blockSeconds));
        _calls.Clock.Advance(TimeSpan.FromSeconds(Math.Max(blockSeconds, 30)));

        await _calls.CompleteAsync(DefaultContext, calls);
        _calls.Refuse(TimeSpan.FromSeconds(4));

        _calls.Limiter.GetRateLimit("spotify")!.Value.ShouldBeGreaterThanOrEqualTo(90);
    }

    [Fact]
    public async Task A_429_in_a_full_rate_window_lowers_the_limit_again()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 100);
        _calls.Refuse(TimeSpan.FromSeconds(4));
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));

        await _calls.CompleteAsync(DefaultContext, 90);
        _calls.Refuse(TimeSpan.FromSeconds(4));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(81);
    }

    [Fact]
    public async Task The_last_good_rate_returns_within_minutes()
    {
        await _calls.CompleteAsync(DefaultContext, 200);
        _calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await _calls.CompleteAsync(DefaultContext, 20);
        _calls.Refuse(TimeSpan.FromSeconds(4));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(18);

        _calls.Clock.Advance(TimeSpan.FromMinutes(1));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(109);
        _calls.Clock.Advance(TimeSpan.FromMinutes(7));

        _calls.Limiter.GetRateLimit("spotify").ShouldBe(200);
    }

    [Fact]
    public async Task Retry_After_is_the_wait_that_the_limiter_enforces()
    {
        _calls.Clock.Advance(TimeSpan.FromSeconds(30));
        await _calls.CompleteAsync(DefaultContext, 50);
        _calls.Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.CompleteAsync(DefaultContext, 50);

        var wait = _calls.Refuse(TimeSpan.FromSeconds(4))!.RetryAfter;

        // The limit is 90: there is room again when the first fifty calls are outside the window.
        wait.ShouldBe(TimeSpan.FromSeconds(25));
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));
        (await _calls.RefusalAsync(DefaultContext)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(23));
        _calls.Clock.Advance(TimeSpan.FromSeconds(23));
        await _calls.CompleteAsync(DefaultContext, 1);
    }

    [Fact]
    public async Task A_first_limit_from_few_calls_grows_quickly()
    {
        await _calls.CompleteAsync(DefaultContext, 40);
        _calls.Refuse(TimeSpan.FromSeconds(1));
        _calls.Limiter.GetRateLimit("spotify").ShouldBe(36);

        _calls.Clock.Advance(TimeSpan.FromMinutes(5));
        _calls.Limiter.GetRateLimit("spotify")!.Value.ShouldBeGreaterThan(100);
    }
}
