using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Web.Security;

/// <summary>An entry of Web:TrustedProxies: an address or a network.</summary>
internal static class TrustedProxy
{
    // The largest private networks are 10.0.0.0/8 and fc00::/7; larger ones would trust strangers.
    private const int MinPrefixLengthIPv4 = 8;
    private const int MinPrefixLengthIPv6 = 7;

    public static bool TryParse(string value, out IPNetwork network)
    {
        if (IPAddress.TryParse(value, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        }

        return IPNetwork.TryParse(value, out network) && network.PrefixLength >= MinPrefixLength(network);
    }

    private static int MinPrefixLength(IPNetwork network) =>
        network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? MinPrefixLengthIPv4 : MinPrefixLengthIPv6;
}
