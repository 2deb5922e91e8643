using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>The governor stands on the way of every call.</summary>
public sealed class LimiterCostTests
{
    private const int Calls = 20_000;

    [Fact]
    public async Task a_call_that_waits_for_nobody_costs_one_small_object()
    {
        var calls = new CallSenderUnderTest();
        await EnterAsync(calls, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await EnterAsync(calls, Calls);

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        each.ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public async Task it_takes_a_few_microseconds_at_the_most()
    {
        var calls = new CallSenderUnderTest();
        await EnterAsync(calls, 5_000);
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var since = TimeProvider.System.GetTimestamp();
            await EnterAsync(calls, Calls);
            var taken = TimeProvider.System.GetElapsedTime(since);
            best = taken < best ? taken : best;
        }

        var each = best / Calls;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each.TotalNanoseconds:0} ns");
        each.ShouldBeLessThan(TimeSpan.FromMicroseconds(20));
    }

    // It never waits, so all of it happens on one thread.
    private static async Task EnterAsync(CallSenderUnderTest calls, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var place = await calls.Limiter.AcquireAsync(CallSenderUnderTest.DefaultContext, default);
            calls.Recorder.Record(CallSenderUnderTest.DefaultContext, fault: null);
        }
    }
}
