using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Scheduling;

/// <summary>The order in which waiting calls get a slot.</summary>
public sealed class CallSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Guid Anna = Guid.NewGuid();
    private static readonly Guid Berta = Guid.NewGuid();
    private static readonly Guid Carla = Guid.NewGuid();
    private static readonly Guid Dana = Guid.NewGuid();
    private const int Slots = OutboundLimiter.BrokerSlotsPerUser * 2;

    private readonly CallSenderUnderTest _calls = new();
    private readonly List<string> _served = [];

    [Fact]
    public async Task A_more_urgent_call_leaves_before_an_earlier_one()
    {
        var slots = await FillAsync();
        Task[] waiting =
        [
            Serve("background", CallPriority.Background), Serve("interactive", CallPriority.Interactive),
            Serve("refresh", CallPriority.Refresh), Serve("sign-in", CallPriority.SignIn),
        ];

        // One additional slot is reserved for refreshes and sign-ins.
        _served.ShouldBe(["refresh", "sign-in"]);
        slots[0].Dispose();
        await Task.WhenAll(waiting).WaitAsync(Patience);

        _served.ShouldBe(["refresh", "sign-in", "interactive", "background"]);
    }

    [Fact]
    public async Task A_sign_in_leaves_before_refreshes_and_refreshes_before_other_calls()
    {
        var slots = await FillAsync();
        using var ninth = await Enter(CallPriority.SignIn, null);
        Task[] waiting =
        [
            Serve("interactive", CallPriority.Interactive), Serve("refresh", CallPriority.Refresh),
            Serve("sign-in", CallPriority.SignIn),
        ];

        slots[0].Dispose();
        await Task.WhenAll(waiting[1..]).WaitAsync(Patience);
        slots[1].Dispose();
        await waiting[0].WaitAsync(Patience);

        _served.ShouldBe(["sign-in", "refresh", "interactive"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Many_calls_of_one_user_delay_another_users_call_by_one_call_at_most(int many)
    {
        var slots = await FillAsync();
        var annas = Enumerable.Range(0, many)
            .Select(i => Serve($"anna{i}", CallPriority.Interactive, Anna)).ToArray();
        var bertas = Enumerable.Range(0, 2)
            .Select(i => Serve($"berta{i}", CallPriority.Interactive, Berta)).ToArray();

        slots[0].Dispose();
        await Task.WhenAll([.. annas, .. bertas]).WaitAsync(Patience);

        _served.Take(4).ShouldBe(["anna0", "berta0", "anna1", "berta1"]);
        _served.Where(name => name.StartsWith("anna", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(0, many).Select(i => $"anna{i}"));
    }

    [Fact]
    public async Task No_call_waits_longer_than_two_seconds()
    {
        await FillAsync();
        var waiting = Enter(CallPriority.Interactive, Anna);

        _calls.Clock.Advance(TimeSpan.FromSeconds(1.9));
        waiting.IsCompleted.ShouldBeFalse();
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.1));

        var refusal = await Should.ThrowAsync<UpstreamException>(waiting.WaitAsync(Patience));
        refusal.Fault.ShouldBe(UpstreamFault.Unavailable);
        refusal.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_refused_call_takes_no_slot_later()
    {
        var slots = await FillAsync();
        var late = Enumerable.Range(0, 100).Select(_ => Enter(CallPriority.Interactive, Anna)).ToArray();
        _calls.Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var call in late)
            await Should.ThrowAsync<UpstreamException>(call.WaitAsync(Patience));

        foreach (var slot in slots)
            slot.Dispose();

        (await FillAsync()).Length.ShouldBe(Slots);
        Enter(CallPriority.Interactive, Anna).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_slot_is_released_once_however_often_it_is_disposed()
    {
        var slots = await FillAsync();
        Parallel.For(0, 50, _ => slots[0].Dispose());

        (await Enter(CallPriority.Interactive, Anna).WaitAsync(Patience)).ShouldNotBeNull();
        Enter(CallPriority.Interactive, Anna).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_user_cannot_fill_the_queue_for_the_others()
    {
        await FillAsync();
        var annas = Enumerable.Range(0, 1_500).Select(_ => Enter(CallPriority.Interactive, Anna)).ToArray();

        annas.Count(call => call.IsFaulted).ShouldBe(500);
        Enter(CallPriority.Interactive, Berta).IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Concurrent_calls_all_finish_and_never_use_more_than_all_slots(int callers)
    {
        var running = 0;
        var max = 0;
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, callers), new ParallelOptions { MaxDegreeOfParallelism = callers }, async (i, stop) =>
            {
                using var cancellation = new CancellationTokenSource();
                if (i % 7 == 3)
                    cancellation.CancelAfter(TimeSpan.FromMilliseconds(1));
                try
                {
                    using var slot = await _calls.Limiter.AcquireAsync(
                        DefaultContext with { UserId = i % 2 == 0 ? Anna : Berta }, cancellation.Token);
                    lock (_served)
                        max = Math.Max(max, ++running);
                    await Task.Yield();
                    lock (_served)
                        running--;
                }
                catch (OperationCanceledException)
                {
                    // The caller cancelled.
                }

                Interlocked.Increment(ref done);
            }).WaitAsync(Patience);

        done.ShouldBe(callers);
        max.ShouldBeInRange(1, Slots);
        (await FillAsync()).Length.ShouldBe(Slots);
        Enter(CallPriority.Interactive, Anna).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Refreshes_wait_for_no_call_and_delay_no_sign_in()
    {
        var refresh = DefaultContext with { Endpoint = ProviderEndpoint.Token, Priority = CallPriority.Refresh };
        for (var i = 0; i < 50; i++)
            (await _calls.Limiter.AcquireAsync(refresh, default).AsTask().WaitAsync(Patience)).ShouldNotBeNull();

        var signIn = _calls.Limiter.AcquireAsync(refresh with { Priority = CallPriority.SignIn }, default).AsTask();

        (await signIn.WaitAsync(Patience)).ShouldNotBeNull();
        (await FillAsync()).Length.ShouldBe(Slots);
    }

    private Task<IDisposable[]> FillAsync() =>
        Task.WhenAll(Enumerable.Range(0, Slots).Select(i =>
            Enter(CallPriority.Interactive, i % 2 == 0 ? Carla : Dana)));

    private async Task Serve(string name, CallPriority priority, Guid? user = null)
    {
        using var slot = await Enter(priority, user);
        lock (_served)
            _served.Add(name);
    }

    private Task<IDisposable> Enter(CallPriority priority, Guid? user) => _calls.Limiter.AcquireAsync(
        DefaultContext with { Priority = priority, UserId = user }, default).AsTask();
}
