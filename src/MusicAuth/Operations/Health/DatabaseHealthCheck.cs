using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

internal sealed class DatabaseHealthCheck(MusicAuthDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Reads a page of the file, which `SELECT 1` does not.
        await db.DataProtectionKeys.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
