using MusicAuth.Upstream;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream;

/// <summary>The governor stands on the way of every call.</summary>
public sealed class CostTests
{
    private const int Calls = 20_000;

    [Fact]
    public void a_call_that_waits_for_nobody_costs_one_small_object()
    {
        var calls = new CallsUnderTest();
        Enter(calls, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Enter(calls, Calls);

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        each.ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public void it_takes_a_few_microseconds_at_the_most()
    {
        var calls = new CallsUnderTest();
        Enter(calls, 5_000);
        var best = Enumerable.Range(0, 5).Min(_ =>
        {
            var since = TimeProvider.System.GetTimestamp();
            Enter(calls, Calls);
            return TimeProvider.System.GetElapsedTime(since);
        });

        var each = best / Calls;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each.TotalNanoseconds:0} ns");
        each.ShouldBeLessThan(TimeSpan.FromMicroseconds(20));
    }

    private static void Enter(CallsUnderTest calls, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var entering = calls.Governor.EnterAsync(CallsUnderTest.Turn, default);
            entering.IsCompletedSuccessfully.ShouldBeTrue();
#pragma warning disable CA1849, xUnit1031 // It is done.
            entering.GetAwaiter().GetResult().Dispose();
#pragma warning restore CA1849, xUnit1031
            calls.Watch.Report(CallsUnderTest.Turn, fault: null);
        }
    }
}
