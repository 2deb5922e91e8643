using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Scheduling;

/// <summary>Calls of apps and calls of the broker have separate slots and one rate window.</summary>
public sealed class CallSlotPoolTests
{
    private const int Apps = OutboundLimiter.AppSlotsPerUser;
    private const int Brokers = OutboundLimiter.BrokerSlotsPerUser;
    private const int DeezerCallsPerWindow = 50;

    private static readonly TimeSpan DeezerWindowLength = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Guid Another = Guid.NewGuid();

    private readonly CallSenderUnderTest _calls = new();
    private readonly List<string> _served = [];

    [Fact]
    public async Task A_busy_app_delays_no_call_of_the_broker()
    {
        await FillAsync(CallOrigin.App, Apps);
        var late = Enter(CallOrigin.App);

        late.IsCompleted.ShouldBeFalse();
        (await FillAsync(CallOrigin.Broker, Brokers)).Length.ShouldBe(Brokers);
    }

    [Fact]
    public async Task Slow_calls_of_the_broker_delay_no_app()
    {
        await FillAsync(CallOrigin.Broker, Brokers);
        var late = Enter(CallOrigin.Broker);

        late.IsCompleted.ShouldBeFalse();
        (await FillAsync(CallOrigin.App, Apps)).Length.ShouldBe(Apps);
    }

    [Theory]
    [InlineData(CallOrigin.App, Apps)]
    [InlineData(CallOrigin.Broker, Brokers)]
    public async Task T34_one_user_holds_half_of_the_slots_and_another_users_calls_leave_at_once(
        CallOrigin origin, int half)
    {
        await FillAsync(origin, half);
        var late = Enumerable.Range(0, 50).Select(_ => Enter(origin)).ToArray();

        var others = await Task.WhenAll(Enumerable.Range(0, half).Select(_ => Enter(origin, user: Another)))
            .WaitAsync(Patience);

        others.Length.ShouldBe(half);
        late.ShouldAllBe(call => !call.IsCompleted);
    }

    [Theory]
    [InlineData(CallOrigin.App, Apps)]
    [InlineData(CallOrigin.Broker, Brokers)]
    public async Task T34_a_user_with_half_of_the_slots_gets_no_further_slot_before_other_users(
        CallOrigin origin, int half)
    {
        var first = await FillAsync(origin, half);
        var second = await Task.WhenAll(Enumerable.Range(0, half).Select(_ => Enter(origin, user: Another)));
        var (third, more) = (Guid.NewGuid(), Enter(origin));
        var waiting = Enter(origin, user: third);

        second[0].Dispose();
        (await waiting.WaitAsync(Patience)).ShouldNotBeNull();
        more.IsCompleted.ShouldBeFalse();
        first[0].Dispose();
        (await more.WaitAsync(Patience)).ShouldNotBeNull();
    }

    [Fact]
    public async Task T34_calls_to_the_catalogue_use_the_slots_of_their_caller()
    {
        await FillAsync(CallOrigin.App, Apps);
        var own = DefaultContext.UserId;

        var ownCall = _calls.Limiter.AcquireAsync(
            DefaultContext with { Origin = CallOrigin.App, UserId = null, CallerId = own }, default).AsTask();
        var otherCall = _calls.Limiter.AcquireAsync(
            DefaultContext with { Origin = CallOrigin.App, UserId = null, CallerId = Another }, default).AsTask();

        (await otherCall.WaitAsync(Patience)).ShouldNotBeNull();
        ownCall.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_slot_returns_to_its_own_pool()
    {
        var broker = await FillAsync(CallOrigin.Broker, Brokers);
        var app = await FillAsync(CallOrigin.App, Apps);
        var (list, call) = (Serve("list", CallOrigin.Broker), Serve("call", CallOrigin.App));

        app[0].Dispose();
        await call.WaitAsync(Patience);
        list.IsCompleted.ShouldBeFalse();
        broker[0].Dispose();
        await list.WaitAsync(Patience);

        _served.ShouldBe(["call", "list"]);
    }

    [Fact]
    public async Task Both_origins_share_one_rate_window()
    {
        await UseUpAsync(CallOrigin.App, DeezerCallsPerWindow / 2);
        await UseUpAsync(CallOrigin.Broker, DeezerCallsPerWindow / 2);

        var refusal = await Should.ThrowAsync<UpstreamException>(Enter(CallOrigin.App, "deezer").WaitAsync(Patience));
        refusal.Fault.ShouldBe(UpstreamFault.RateLimited);
        await Should.ThrowAsync<UpstreamException>(Enter(CallOrigin.Broker, "deezer").WaitAsync(Patience));
    }

    [Fact]
    public async Task Calls_of_both_origins_take_turns_at_the_rate_window()
    {
        await UseUpOneByOneAsync(6);
        Task[] waiting =
        [
            .. Enumerable.Range(0, 3).Select(i => Serve($"call{i}", CallOrigin.App, "deezer")),
            .. Enumerable.Range(0, 3).Select(i => Serve($"list{i}", CallOrigin.Broker, "deezer")),
        ];

        _served.ShouldBeEmpty();
        for (var free = 1; free <= waiting.Length; free++)
        {
            _calls.Clock.Advance(Step);
            await Eventually.IsTrueAsync(() =>
            {
                lock (_served)
                    return _served.Count == free;
            });
        }

        _served.Select(name => name[..4]).ShouldBe(
            _served[0].StartsWith("call", StringComparison.Ordinal)
                ? ["call", "list", "call", "list", "call", "list"]
                : ["list", "call", "list", "call", "list", "call"]);
    }

    [Fact]
    public async Task A_later_call_does_not_overtake_waiting_calls_of_the_other_origin()
    {
        await UseUpOneByOneAsync(2);
        var waiting = Serve("list", CallOrigin.Broker, "deezer");
        // The call has a free slot, but an earlier call waits for the same rate window.
        var late = Serve("call", CallOrigin.App, "deezer");

        _calls.Clock.Advance(Step);
        await waiting.WaitAsync(Patience);
        late.IsCompleted.ShouldBeFalse();
        _calls.Clock.Advance(Step);
        await late.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_rate_limit_block_rejects_the_waiting_calls_of_both_origins()
    {
        await FillAsync(CallOrigin.App, Apps);
        await FillAsync(CallOrigin.Broker, Brokers);
        Task<IDisposable>[] waiting = [Enter(CallOrigin.App), Enter(CallOrigin.Broker)];

        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromHours(1), reason: null);

        foreach (var task in waiting)
            (await Should.ThrowAsync<UpstreamException>(task.WaitAsync(Patience)))
                .Fault.ShouldBe(UpstreamFault.RateLimited);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Concurrent_calls_of_both_origins_all_finish_within_their_slots(int callers)
    {
        int[] running = [0, 0];
        int[] max = [0, 0];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, callers), new ParallelOptions { MaxDegreeOfParallelism = callers }, async (i, stop) =>
            {
                var origin = (CallOrigin)(i % 2);
                using var slot = await Enter(origin);
                lock (_served)
                    max[i % 2] = Math.Max(max[i % 2], ++running[i % 2]);
                await Task.Yield();
                lock (_served)
                    running[i % 2]--;
            }).WaitAsync(Patience);

        max[(int)CallOrigin.Broker].ShouldBeInRange(1, Brokers);
        max[(int)CallOrigin.App].ShouldBeInRange(1, Apps);
        (await FillAsync(CallOrigin.Broker, Brokers)).Length.ShouldBe(Brokers);
        (await FillAsync(CallOrigin.App, Apps)).Length.ShouldBe(Apps);
    }

    private async Task UseUpAsync(CallOrigin origin, int calls)
    {
        for (var i = 0; i < calls; i++)
            (await Enter(origin, "deezer").WaitAsync(Patience)).Dispose();
    }

    // After half a step the rate window has room for one call, and after each further step for one more call.
    private async Task UseUpOneByOneAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            await UseUpAsync(CallOrigin.App, 1);
            _calls.Clock.Advance(Step);
        }

        await UseUpAsync(CallOrigin.App, DeezerCallsPerWindow - calls);
        _calls.Clock.Advance(DeezerWindowLength - (Step * calls) - (Step / 2));
    }

    private Task<IDisposable[]> FillAsync(CallOrigin origin, int slots) =>
        Task.WhenAll(Enumerable.Range(0, slots).Select(_ => Enter(origin))).WaitAsync(Patience);

    private async Task Serve(string name, CallOrigin origin, string provider = "spotify")
    {
        using var slot = await Enter(origin, provider);
        lock (_served)
            _served.Add(name);
    }

    private Task<IDisposable> Enter(CallOrigin origin, string provider = "spotify", Guid? user = null) =>
        _calls.Limiter.AcquireAsync(
            DefaultContext with
            {
                Provider = provider,
                Origin = origin,
                UserId = user ?? DefaultContext.UserId,
            },
            default).AsTask();
}
