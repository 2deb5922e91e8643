using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.SandboxTime;

public sealed class SandboxTimeProviderTests
{
    private readonly SandboxTimeProvider _clock = new();

    [Fact]
    public void The_time_of_day_and_the_timestamps_follow_an_advance()
    {
        var (now, since) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Follow(TimeSpan.FromDays(151));

        _clock.GetUtcNow().ShouldBe(now.AddDays(151), TimeSpan.FromMinutes(1));
        _clock.GetElapsedTime(since).ShouldBe(TimeSpan.FromDays(151), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_reset_sets_the_time_of_day_back_and_not_the_timestamps()
    {
        var since = _clock.GetTimestamp();
        _clock.Follow(TimeSpan.FromDays(3));

        _clock.Follow(TimeSpan.Zero);

        _clock.GetUtcNow().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        _clock.GetElapsedTime(since).ShouldBe(TimeSpan.FromDays(3), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task A_delay_ends_with_the_advance_even_if_it_is_longer_than_a_system_timer_allows(int days)
    {
        var delay = Task.Delay(TimeSpan.FromDays(days > 40 ? 40 : days), _clock);
        using var timer = new PeriodicTimer(TimeSpan.FromDays(days > 40 ? 40 : days), _clock);
        var tick = timer.WaitForNextTickAsync().AsTask();

        _clock.Follow(TimeSpan.FromDays(days));

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
        (await tick.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_periodic_timer_fires_once_for_a_long_advance_and_continues()
    {
        var fired = 0;
        var first = new TaskCompletionSource();
        await using var timer = _clock.CreateTimer(
            _ =>
            {
                if (Interlocked.Increment(ref fired) == 1) first.SetResult();
            },
            state: null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        _clock.Follow(TimeSpan.FromDays(2));
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Volatile.Read(ref fired).ShouldBe(1);

        _clock.Follow(TimeSpan.FromDays(2) + TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync(() => Volatile.Read(ref fired) == 2);
    }

    [Fact]
    public async Task A_timer_also_fires_in_real_time_and_not_after_its_disposal()
    {
        var fired = new TaskCompletionSource();
        await using (var timer = _clock.CreateTimer(
            _ => fired.TrySetResult(), state: null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan))
            await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var late = 0;
        var stopped = _clock.CreateTimer(
            _ => Interlocked.Increment(ref late), state: null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        await stopped.DisposeAsync();
        _clock.Follow(TimeSpan.FromDays(1));
        late.ShouldBe(0);
    }
}
