using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MusicAuth.Persistence;

namespace MusicAuth.Operations;

internal sealed class DatabaseAnswers(MusicAuthDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Reads a page of the file, which `SELECT 1` does not.
        await db.DataProtectionKeys.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

internal sealed class RingOpens(IDataProtectionProvider ring) : IHealthCheck
{
    private readonly IDataProtector _protector = ring.CreateProtector("MusicAuth.Operations.Health");

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            _protector.Unprotect(_protector.Protect([1]));
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (CryptographicException exception)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The key ring does not open.", exception));
        }
    }
}

/// <summary>Off as soon as the broker is told to stop, while what is under way still ends.</summary>
internal sealed class NotStopping(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("Stopping.")
            : HealthCheckResult.Healthy());
}
