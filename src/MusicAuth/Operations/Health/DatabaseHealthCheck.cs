using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

internal sealed class DatabaseHealthCheck(MusicAuthDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // This query reads a page of the database file, unlike `SELECT 1`.
        await db.DataProtectionKeys.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
