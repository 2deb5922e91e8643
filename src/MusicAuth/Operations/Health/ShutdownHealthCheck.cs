using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

/// <summary>Off as soon as the broker is told to stop, while what is under way still ends.</summary>
internal sealed class ShutdownHealthCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("Stopping.")
            : HealthCheckResult.Healthy());
}
