using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>R19: an operator sets the clock during a fetch.</summary>
public sealed class CacheClockJumpTests
{
    [Fact]
    public async Task R19_a_clock_that_is_set_back_during_a_fetch_does_not_keep_a_caller_waiting()
    {
        var clock = new JumpingClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cache = new CacheUnderTest(clock: clock);
        var key = CacheUnderTest.Key(Guid.NewGuid());
        await cache.Get(key);
        clock.Advance(TimeSpan.FromSeconds(61));
        var gate = new TaskCompletionSource();
        cache.BeforeResponse = () => gate.Task;
        var first = cache.Get(key);
        clock.Jump(TimeSpan.FromHours(-2));

        var second = cache.Get(key);
        clock.Advance(ResponseCache.MaxRevalidationWait);

        (await second.WaitAsync(TimeSpan.FromMinutes(1))).StaleCause.ShouldNotBeNull();
        gate.SetResult();
        await first;
    }
}
