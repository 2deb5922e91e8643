using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Callback;

/// <summary>
/// Limits code exchanges of flows that began without a session, because each one sends the client secret to the token
/// endpoint. A successful sign-in returns its permit (docs/security.md T33).
/// </summary>
internal sealed class CodeExchangeLimiter(IOptions<AccessOptions> options, TimeProvider time)
{
    public const int MaxPerNetwork = 10;
    public const int MaxTotal = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Permit> _permits = [];

    /// <summary>Returns null where the network or the instance has reached its limit.</summary>
    public Permit? TryAcquire(IPAddress? address)
    {
        var permit = new Permit(ClientNetwork.Of(address), time.GetTimestamp());
        if (options.Value.AnonymousRequestsPerMinute == 0)
            return permit;
        lock (_lock)
        {
            _permits.RemoveAll(earlier => time.GetElapsedTime(earlier.AcquiredAt) >= Window);
            if (_permits.Count >= MaxTotal
                || _permits.Count(earlier => earlier.Network == permit.Network) >= MaxPerNetwork)
                return null;
            _permits.Add(permit);
            return permit;
        }
    }

    public void Return(Permit permit)
    {
        lock (_lock)
            _permits.Remove(permit);
    }

    public sealed class Permit(ClientNetwork network, long acquiredAt)
    {
        internal ClientNetwork Network => network;

        internal long AcquiredAt => acquiredAt;
    }
}
