namespace MusicAuth.Operations.Metrics;

/// <summary>
/// Begins the counters of the alert rules at 0 when the server starts. Prometheus computes an increase from two values:
/// without the 0, no alert would see the first event.
/// </summary>
internal sealed class FirstMeasurements(
    GrantMetrics grants, UpstreamMetrics upstream, NoticeMetrics notices, AuditMetrics audit,
    IEnumerable<ProviderRegistration> providers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            grants.BeginAtZero(provider.Name);
            upstream.BeginAtZero(provider.Name);
        }

        notices.BeginAtZero();
        audit.BeginAtZero();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
