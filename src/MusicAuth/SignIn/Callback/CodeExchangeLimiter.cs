using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Callback;

/// <summary>
/// Strangers make the broker speak to a token endpoint with our client id and secret: each code exchange of a flow that
/// began without a session takes from this budget, and gives back what ends in a sign-in (SECURITY T33).
/// </summary>
public sealed class CodeExchangeLimiter(IOptions<AccessOptions> options, TimeProvider time)
{
    public const int MaxPerNetwork = 10;
    public const int MaxTotal = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Permit> _permits = [];

    /// <summary>The exchange that was granted, for <see cref="Return"/>; null where there are too many.</summary>
    public Permit? TryAcquire(IPAddress? address)
    {
        var exchange = new Permit(ClientNetwork.Of(address), time.GetTimestamp());
        if (options.Value.AnonymousRequestsPerMinute == 0)
            return exchange;
        lock (_lock)
        {
            _permits.RemoveAll(one => time.GetElapsedTime(one.AcquiredAt) >= Window);
            if (_permits.Count >= MaxTotal
                || _permits.Count(one => one.Network == exchange.Network) >= MaxPerNetwork)
                return null;
            _permits.Add(exchange);
            return exchange;
        }
    }

    /// <summary>It ended in a sign-in, or was none after all.</summary>
    public void Return(Permit exchange)
    {
        lock (_lock)
            _permits.Remove(exchange);
    }

    /// <summary>A code exchange of somebody without a session.</summary>
    public sealed class Permit(ClientNetwork network, long at)
    {
        internal ClientNetwork Network => network;

        internal long AcquiredAt => at;
    }
}
