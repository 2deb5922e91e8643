using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Scheduling;

public sealed class ConcurrentCallsTests
{
    private readonly CallSenderUnderTest _calls = new();

    [Fact]
    public async Task At_most_four_calls_of_a_user_run_until_their_bodies_are_read()
    {
        var running = 0;
        var max = 0;
        var handler = new StubHandler(_ =>
        {
            max = Math.Max(max, Interlocked.Increment(ref running));
            return new HttpResponseMessage
            {
                Content = new StreamContent(new SlowBody(() => Interlocked.Decrement(ref running))),
            };
        });

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => _calls.Send(handler)));

        max.ShouldBeLessThanOrEqualTo(4);
        max.ShouldBeGreaterThan(1);
        handler.RequestedUris.Count.ShouldBe(60);
    }

    [Fact]
    public async Task The_first_call_leaves_first()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Enter()));
        var served = new List<int>();
        var waiting = Enumerable.Range(0, 20).Select(async i =>
        {
            using var slot = await Enter();
            lock (served)
                served.Add(i);
        }).ToArray();

        served.ShouldBeEmpty();
        slots[0].Dispose();
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(1));

        served.ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task The_queue_of_one_provider_does_not_delay_the_other_provider()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Enter()));

        using var slot = await _calls.Limiter
            .AcquireAsync(DefaultContext with { Provider = "deezer" }, default).AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1));

        slot.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_wait_for_a_slot_ends_and_counts_as_no_exchange()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Enter()));
        var handler = new StubHandler(_ => StubHandler.Json("""{"value":1}"""));

        var sending = _calls.Send(handler);
        _calls.Clock.Advance(TimeSpan.FromSeconds(8.1));

        var failure = await Should.ThrowAsync<UpstreamException>(sending.WaitAsync(TimeSpan.FromMinutes(1)));
        failure.Fault.ShouldBe(UpstreamFault.Unavailable);
        handler.RequestedUris.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_queue()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Enter()));
        using var cancellation = new CancellationTokenSource();
        var cancelled = _calls.Limiter.AcquireAsync(DefaultContext, cancellation.Token).AsTask();
        var waiting = Enter();

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        slots[0].Dispose();

        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Dispose();
    }

    private Task<IDisposable> Enter() => _calls.Limiter.AcquireAsync(DefaultContext, default).AsTask();

    private sealed class SlowBody(Action read) : ForwardOnlyStream
    {
        private readonly byte[] _body = """{"value":1}"""u8.ToArray();
        private int _at;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (_at == _body.Length)
            {
                read();
                return 0;
            }

            buffer.Span[0] = _body[_at++];
            return 1;
        }
    }
}
