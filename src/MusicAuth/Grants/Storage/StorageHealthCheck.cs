using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Grants.Storage;

/// <summary>Fails where no grant can be refreshed, because access tokens then expire within the hour.</summary>
internal sealed class StorageHealthCheck(RefreshStorage storage, GrantSpill spill, SpillFolder folder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!storage.IsWritable || !spill.IsEmpty)
            return Task.FromResult(HealthCheckResult.Unhealthy("The database cannot be written."));
        return Task.FromResult(folder.FindObstacle() is { } obstacle
            ? HealthCheckResult.Unhealthy($"No access token is refreshed: {obstacle}.")
            : HealthCheckResult.Healthy());
    }
}
