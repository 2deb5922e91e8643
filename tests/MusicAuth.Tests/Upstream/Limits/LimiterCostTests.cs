using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>Every call passes the limiter, so its cost matters.</summary>
public sealed class LimiterCostTests
{
    private const int Calls = 20_000;

    [Fact]
    public async Task A_call_that_does_not_wait_allocates_one_small_object()
    {
        var calls = new CallSenderUnderTest();
        // Code that is not optimised yet allocates more, and the compiler optimises it when the machine has time.
        await Eventually.IsTrueAsync(async () =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await EnterAsync(calls, Calls);
            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
            return each <= 64;
        }, "at most 64 bytes a call");
    }

    [Fact]
    public async Task The_limiter_costs_less_than_400_uncontended_semaphores()
    {
        var calls = new CallSenderUnderTest();
        using var semaphore = new SemaphoreSlim(1);
        await EnterAsync(calls, 5_000);
        var (best, baseline) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 10; round++)
        {
            best = Min(best, await TimeAsync(() => EnterAsync(calls, Calls)));
            baseline = Min(baseline, await TimeAsync(() => EnterAsync(semaphore, Calls)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{best.TotalNanoseconds / Calls:0} ns, a semaphore {baseline.TotalNanoseconds / Calls:0} ns");
        best.ShouldBeLessThan(400 * baseline);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var since = TimeProvider.System.GetTimestamp();
        await action();
        return TimeProvider.System.GetElapsedTime(since);
    }

    private static async Task EnterAsync(SemaphoreSlim semaphore, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await semaphore.WaitAsync();
            semaphore.Release();
        }
    }

    // No call waits, so all calls run on one thread.
    private static async Task EnterAsync(CallSenderUnderTest calls, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var slot = await calls.Limiter.AcquireAsync(DefaultContext, default);
            calls.Recorder.Record(DefaultContext, fault: null);
        }
    }
}
