using System.Net;
using Microsoft.Extensions.Options;
using MusicAuth.Access;

namespace MusicAuth.SignIn;

/// <summary>
/// Strangers make the broker speak to a token endpoint with our client id and secret: each code exchange of a flow that
/// began without a session takes from this budget, and gives back what ends in a sign-in (SECURITY T33).
/// </summary>
public sealed class SignInBudget(IOptions<AccessOptions> options, TimeProvider time)
{
    public const int MostPerNetwork = 10;
    public const int MostInAll = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Exchange> _exchanges = [];

    /// <summary>The exchange that was granted, for <see cref="GiveBack"/>; null where there are too many.</summary>
    public Exchange? Take(IPAddress? address)
    {
        var exchange = new Exchange(ClientNetwork.Of(address), time.GetTimestamp());
        if (options.Value.AnonymousRequestsPerMinute == 0)
            return exchange;
        lock (_lock)
        {
            _exchanges.RemoveAll(one => time.GetElapsedTime(one.At) >= Window);
            if (_exchanges.Count >= MostInAll
                || _exchanges.Count(one => one.Network == exchange.Network) >= MostPerNetwork)
                return null;
            _exchanges.Add(exchange);
            return exchange;
        }
    }

    /// <summary>It ended in a sign-in, or was none after all.</summary>
    public void GiveBack(Exchange exchange)
    {
        lock (_lock)
            _exchanges.Remove(exchange);
    }

    /// <summary>A code exchange of somebody without a session.</summary>
    public sealed class Exchange(ClientNetwork network, long at)
    {
        internal ClientNetwork Network => network;

        internal long At => at;
    }
}
