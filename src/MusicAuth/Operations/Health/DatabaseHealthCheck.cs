using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

internal sealed class DatabaseHealthCheck(PlainSql sql) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // This query reads a page of the database file, unlike `SELECT 1`.
        await sql.AnyAsync("SELECT 1 FROM data_protection_keys LIMIT 1", cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
