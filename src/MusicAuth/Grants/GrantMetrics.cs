using System.Diagnostics.Metrics;

namespace MusicAuth.Grants;

/// <summary>The meter <c>MusicAuth.Grants</c>.</summary>
internal sealed class GrantMetrics
{
    public const string Meter = "MusicAuth.Grants";

    private static readonly RefreshResult[] Failures =
    [
        new RefreshResult.InvalidGrant(), new RefreshResult.AppRefused("", default),
        new RefreshResult.RateLimited(default), new RefreshResult.Transient(IsIndeterminate: false),
    ];

    private readonly Counter<long> _refreshes;
    private readonly Counter<long> _joins;
    private readonly Counter<long> _leaseWaits;
    private readonly Counter<long> _spills;
    private readonly Counter<long> _lostInFlight;
    private readonly Counter<long> _alarms;
    private volatile GrantCensus _census = GrantCensus.None;
    private volatile int _spilled;

    public GrantMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _refreshes = meter.CreateCounter<long>(
            "musicauth.refreshes", "{refresh}", "Refreshes by provider and outcome");
        _joins = meter.CreateCounter<long>(
            "musicauth.refresh.joins", "{caller}", "Callers that joined a running refresh");
        _leaseWaits = meter.CreateCounter<long>(
            "musicauth.refresh.claim_waits", "{refresh}", "Refreshes that waited for a lease of another process");
        _spills = meter.CreateCounter<long>(
            "musicauth.spills", "{token_set}", "Token sets that the database could not store at once");
        meter.CreateObservableGauge(
            "musicauth.spill.waiting", () => _spilled, "{token_set}", "Token sets that wait for the database");
        _lostInFlight = meter.CreateCounter<long>(
            "musicauth.refresh.lost_in_flight", "{grant}", "Grants whose new tokens were lost");
        _alarms = meter.CreateCounter<long>(
            "musicauth.refresh.alarms", "{alarm}", "Suspensions of a provider that refused too many grants");
        meter.CreateObservableGauge(
            "musicauth.refresh.intents_open", () => _census.OpenIntents, "{intent}",
            "Refreshes that run or were interrupted");
        meter.CreateObservableGauge("musicauth.grants", Grants, "{grant}", "Grants by provider and state");
    }

    /// <summary>Begins the counters of failures at 0, because an increase needs an earlier value.</summary>
    public void BeginAtZero(string provider)
    {
        foreach (var failure in Failures)
            _refreshes.Add(0, new("provider", provider), new("outcome", failure.Outcome));
        _lostInFlight.Add(0, new KeyValuePair<string, object?>("provider", provider));
        _alarms.Add(0, new KeyValuePair<string, object?>("provider", provider));
    }

    public void Refreshed(string provider, string outcome) =>
        _refreshes.Add(1, new("provider", provider), new("outcome", outcome));

    public void Joined() => _joins.Add(1);

    public void WaitedForLease() => _leaseWaits.Add(1);

    public void Spilled() => _spills.Add(1);

    /// <summary>Sets how many token sets wait for the database.</summary>
    public void SetSpilled(int count) => _spilled = count;

    public void LostInFlight(string provider) =>
        _lostInFlight.Add(1, new KeyValuePair<string, object?>("provider", provider));

    public void Alarmed(string provider) => _alarms.Add(1, new KeyValuePair<string, object?>("provider", provider));

    public void SetCensus(GrantCensus census) => _census = census;

    private IEnumerable<Measurement<long>> Grants() => _census.Grants.Select(group => new Measurement<long>(
        group.Count, new("provider", group.Provider), new("state", group.State)));
}
