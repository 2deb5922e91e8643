using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

internal sealed class KeyRingHealthCheck(IDataProtectionProvider ring) : IHealthCheck
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
            return Task.FromResult(HealthCheckResult.Unhealthy("MusicAuth cannot decrypt the key ring.", exception));
        }
    }
}
