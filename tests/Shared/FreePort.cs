using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Tests.Shared;

/// <summary>Free ports below the range that the system assigns to clients, so that no client takes one.</summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private static int _next = First + Random.Shared.Next(Last - First);

    public static int Take()
    {
        for (var tries = 0; tries < 1_000; tries++)
        {
            var port = First + (Interlocked.Increment(ref _next) % (Last - First));
            if (!IsTaken(port)) return port;
        }

        throw new InvalidOperationException("No port is free.");
    }

    private static bool IsTaken(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
