using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MusicAuth.Sandbox.Launch;

internal static partial class Ports
{
    /// <summary>The URL at which a browser on this machine reaches a listener.</summary>
    public static Uri Reachable(string url) => new(Wildcard().Replace(url, "://127.0.0.1"));

    public static bool IsTaken(string url)
    {
        var uri = Reachable(url);
        var address = IPAddress.TryParse(uri.DnsSafeHost, out var literal) ? literal : IPAddress.Loopback;
        if (Wildcard().IsMatch(url)) address = IPAddress.Any;
        if (uri.Port == 0) return false;
        using var probe = new TcpListener(address, uri.Port);
        try
        {
            probe.Start();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }

    public static string TakenMessage(string url, string option) => string.Create(CultureInfo.InvariantCulture,
        $"Port {Reachable(url).Port} is taken: stop what listens there (an earlier sandbox?), "
        + $"or choose another by {option}.");

    [GeneratedRegex(@"://(\+|\*|0\.0\.0\.0|\[::\])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();
}
