using System.Diagnostics.Metrics;

namespace MusicAuth.Upstream;

/// <summary>What is counted of all that leaves, under the meter <c>MusicAuth.Upstream</c>.</summary>
public sealed class UpstreamMetrics
{
    public const string Meter = "MusicAuth.Upstream";

    private static readonly string[] Sides = ["token", "api"];

    private readonly Counter<long> _calls;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _waits;
    private readonly Counter<double> _waited;
    private Func<IEnumerable<(string, ProviderEndpoint, EndpointLimits)>> _sides = static () => [];

    public UpstreamMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes what it makes.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _calls = meter.CreateCounter<long>(
            "musicauth.upstream.calls", "{call}", "Calls to the providers and what came of them");
        _refusals = meter.CreateCounter<long>(
            "musicauth.upstream.refusals", "{call}", "Calls that were not let out, and why");
        _waits = meter.CreateCounter<long>(
            "musicauth.upstream.waits", "{call}", "Calls that had to wait for a place or for the window");
        _waited = meter.CreateCounter<double>(
            "musicauth.upstream.wait.time", "s", "How long those calls waited, together");
        meter.CreateObservableGauge(
            "musicauth.upstream.waiting", () => Of(side => side.Scheduler.Waiting), "{call}", "Calls that wait now");
        meter.CreateObservableGauge(
            "musicauth.upstream.pause", () => Of(side => (side.LongestBlock?.Rest ?? TimeSpan.Zero).TotalSeconds), "s",
            "How long the provider is not asked, since it said so");
        meter.CreateObservableGauge(
            "musicauth.upstream.outage", () => Of(side => side.Breaker.IsOpen ? 1 : 0), "{outage}",
            "1 while the provider does not answer");
        meter.CreateObservableGauge("musicauth.upstream.limit", Limits, "{call}",
            "Calls that the provider's window takes, where that is known");
    }

    public void RecordCall(CallContext turn, UpstreamException? fault) => _calls.Add(
        1, new("provider", turn.Provider), new("side", NameOf(turn.Side)), new("outcome", OutcomeOf(fault)));

    public void RecordRefusal(CallContext turn, UpstreamException refusal) => _refusals.Add(
        1, new("provider", turn.Provider), new("side", NameOf(turn.Side)), new("outcome", OutcomeOf(refusal)));

    public void RecordWait(CallContext turn, TimeSpan time)
    {
        _waits.Add(1, new("provider", turn.Provider), new("side", NameOf(turn.Side)));
        _waited.Add(time.TotalSeconds, new("provider", turn.Provider), new("side", NameOf(turn.Side)));
    }

    internal void ObserveEndpoints(Func<IEnumerable<(string, ProviderEndpoint, EndpointLimits)>> sides) => _sides = sides;

    private static string NameOf(ProviderEndpoint side) => Sides[(int)side];

    private static string OutcomeOf(UpstreamException? fault) => fault?.Fault switch
    {
        null => "ok",
        UpstreamFault.Unauthorized => "unauthorized",
        UpstreamFault.MissingScope => "missing_scope",
        UpstreamFault.Forbidden => "forbidden",
        UpstreamFault.NotFound => "not_found",
        UpstreamFault.RateLimited => "rate_limited",
        UpstreamFault.AppUnhealthy => "app_unhealthy",
        UpstreamFault.InvalidAnswer => "invalid_answer",
        _ => "unavailable",
    };

    private IEnumerable<Measurement<double>> Of(Func<EndpointLimits, double> value) => _sides().Select(
        one => new Measurement<double>(value(one.Item3), new("provider", one.Item1), new("side", NameOf(one.Item2))));

    private IEnumerable<Measurement<long>> Limits() =>
        from one in _sides()
        let limit = one.Item3.Scheduler.Limit
        where limit is not null
        select new Measurement<long>(limit.Value, new KeyValuePair<string, object?>("provider", one.Item1));
}
