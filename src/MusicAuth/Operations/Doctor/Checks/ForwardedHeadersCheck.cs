using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>A reverse proxy whose forwarded headers the server ignores.</summary>
internal sealed class ForwardedHeadersCheck(
    ObservedProxyFile observed, IOptions<WebOptions> options, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken) => Task.FromResult(
        observed.Read() is { } proxy && IsRecent(proxy) && !IsTrusted(proxy.Address)
            ? CheckResult.Of(Untrusted(proxy))
            : CheckResult.Ok);

    // A time that is further in the future comes from a clock that was set back.
    private bool IsRecent(ObservedProxy proxy)
    {
        var age = time.GetUtcNow() - proxy.SeenAt;
        return age >= -ReplicaClocks.MaxSkew && age < Memory;
    }

    private bool IsTrusted(string address) => IPAddress.TryParse(address, out var ip)
        && options.Value.TrustedProxies.Any(proxy =>
            TrustedProxy.TryParse(proxy, out var network) && network.Contains(ip));

    private static DoctorFinding Untrusted(ObservedProxy proxy) => DoctorFinding.Warning(
        "forwarded_headers_untrusted",
        $"Requests from {proxy.Address} carry forwarded headers ({string.Join(", ", proxy.Headers)}), which MusicAuth "
        + "ignores.",
        "All users behind that proxy share one address: in limits, in the audit log and in the list of browsers.",
        $"If {proxy.Address} is your reverse proxy, set Web:TrustedProxies to it and restart MusicAuth. With the "
        + "compose files, set MUSICAUTH_TRUSTED_PROXY in .env.");
}
