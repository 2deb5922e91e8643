using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Grants;

/// <summary>Without room for an intent nothing is refreshed: what is read still comes, but not for long.</summary>
internal sealed class StorageTakesWrites(StorageWatch storage, GrantSpill spill) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(storage.TakesWrites && spill.IsEmpty
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The database does not take writes."));
}
