using System.Diagnostics.Metrics;

namespace MusicAuth.Upstream;

public sealed class UpstreamMetrics
{
    public const string Meter = "MusicAuth.Upstream";

    private readonly Counter<long> _calls;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _waits;
    private readonly Counter<double> _waitTime;
    private Func<IEnumerable<EndpointLimits>> _getEndpoints = static () => [];

    public UpstreamMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _calls = meter.CreateCounter<long>(
            "musicauth.upstream.calls", "{call}", "Calls to the providers, by outcome");
        _refusals = meter.CreateCounter<long>(
            "musicauth.upstream.refusals", "{call}", "Calls that the limiter refused, by cause");
        _waits = meter.CreateCounter<long>(
            "musicauth.upstream.waits", "{call}", "Calls that waited for a concurrency slot or the rate window");
        _waitTime = meter.CreateCounter<double>(
            "musicauth.upstream.wait.time", "s", "The total time that those calls waited");
        meter.CreateObservableGauge(
            "musicauth.upstream.waiting", () => Observe(endpoint => endpoint.Scheduler.Waiting), "{call}",
            "Calls that wait now");
        meter.CreateObservableGauge(
            "musicauth.upstream.pause", () => Observe(endpoint => endpoint.LongestBlock.TotalSeconds), "s",
            "The remaining time of the longest rate-limit block");
        meter.CreateObservableGauge(
            "musicauth.upstream.outage", () => Observe(endpoint => endpoint.Breaker.IsOpen ? 1 : 0), "{outage}",
            "1 while the circuit breaker is open");
        meter.CreateObservableGauge(
            "musicauth.upstream.limit", ObserveLimits, "{call}", "Calls per rate window, where a limit is known");
    }

    /// <summary>Begins the counters of an unhealthy app at 0, because an increase needs an earlier value.</summary>
    public void BeginAtZero(string provider)
    {
        foreach (var endpoint in Enum.GetValues<ProviderEndpoint>())
            _calls.Add(0, ProviderTag(provider), EndpointTag(endpoint), OutcomeTag(UpstreamFault.AppUnhealthy));
    }

    public void RecordCall(CallContext call, UpstreamException? fault) =>
        _calls.Add(1, ProviderTag(call.Provider), EndpointTag(call.Endpoint), OutcomeTag(fault));

    public void RecordRefusal(CallContext call, UpstreamException refusal) =>
        _refusals.Add(1, ProviderTag(call.Provider), EndpointTag(call.Endpoint), OutcomeTag(refusal));

    public void RecordWait(CallContext call, TimeSpan time)
    {
        _waits.Add(1, ProviderTag(call.Provider), EndpointTag(call.Endpoint));
        _waitTime.Add(time.TotalSeconds, ProviderTag(call.Provider), EndpointTag(call.Endpoint));
    }

    internal void ObserveEndpoints(Func<IEnumerable<EndpointLimits>> getEndpoints) => _getEndpoints = getEndpoints;

    private IEnumerable<Measurement<double>> Observe(Func<EndpointLimits, double> getValue) => _getEndpoints().Select(
        endpoint => new Measurement<double>(
            getValue(endpoint), ProviderTag(endpoint.Provider), EndpointTag(endpoint.Endpoint)));

    private IEnumerable<Measurement<long>> ObserveLimits() =>
        from endpoint in _getEndpoints()
        let limit = endpoint.Window?.Limit
        where limit is not null
        select new Measurement<long>(limit.Value, ProviderTag(endpoint.Provider));

    private static KeyValuePair<string, object?> ProviderTag(string provider) => new("provider", provider);

    private static KeyValuePair<string, object?> EndpointTag(ProviderEndpoint endpoint) =>
        new("side", endpoint is ProviderEndpoint.Api ? "api" : "token");

    private static KeyValuePair<string, object?> OutcomeTag(UpstreamException? failure) =>
        OutcomeTag(failure?.Fault);

    private static KeyValuePair<string, object?> OutcomeTag(UpstreamFault? fault) =>
        new("outcome", fault?.ToMetricTag() ?? "ok");
}
