using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Grants.Storage;

/// <summary>
/// Without room for an intent, or for an answer, nothing is refreshed: what is read still comes, but not for long.
/// </summary>
internal sealed class StorageHealthCheck(StorageStatus storage, GrantSpill spill, SpillFolder folder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!storage.IsWritable || !spill.IsEmpty)
            return Task.FromResult(HealthCheckResult.Unhealthy("The database does not take writes."));
        return Task.FromResult(folder.FindObstacle() is { } obstacle
            ? HealthCheckResult.Unhealthy($"No access token is renewed: {obstacle}.")
            : HealthCheckResult.Healthy());
    }
}
