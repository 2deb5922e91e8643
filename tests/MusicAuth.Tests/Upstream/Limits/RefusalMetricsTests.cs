using System.Diagnostics.Metrics;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Upstream.Calls.CallSenderUnderTest;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>Every refused call counts once.</summary>
public sealed class RefusalMetricsTests : IDisposable
{
    private readonly CallSenderUnderTest _calls = new();
    private readonly MeterListener _listener = new();
    private long _refusals;

    public RefusalMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "musicauth.upstream.refusals" && instrument.Meter == _calls.Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _refusals, value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_call_that_is_refused_at_once_counts_once()
    {
        _calls.Limiter.Block("spotify", RateLimitScope.Api, TimeSpan.FromHours(1), reason: null);

        await Should.ThrowAsync<UpstreamException>(Enter());

        Interlocked.Read(ref _refusals).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_that_are_refused_after_a_wait_count_once_each()
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, OutboundLimiter.BrokerSlotsPerUser).Select(_ => Enter()));
        var waiting = Enumerable.Range(0, 10).Select(_ => Enter()).ToArray();

        // The provider rejects the app meanwhile, so each waiting call is refused when it gets its slot.
        _calls.Health.ReportUnhealthy("spotify", ProviderEndpoint.Api, "app_disabled");
        foreach (var slot in slots)
            slot.Dispose();
        foreach (var call in waiting)
            await Should.ThrowAsync<UpstreamException>(call);

        Interlocked.Read(ref _refusals).ShouldBe(10);
    }

    private async Task<IDisposable> Enter() => await _calls.Limiter.AcquireAsync(DefaultContext, default);
}
