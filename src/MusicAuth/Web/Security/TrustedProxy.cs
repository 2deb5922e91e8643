using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Web.Security;

/// <summary>An entry of Web:TrustedProxies: an address or a network.</summary>
internal static class TrustedProxy
{
    // The largest private networks are 10.0.0.0/8 and fc00::/7; larger ones would trust strangers.
    private const int MinPrefixLengthIPv4 = 8;
    private const int MinPrefixLengthIPv6 = 7;

    // The prefix ::ffff:0:0/96 of IPv4-mapped addresses (RFC 4291, section 2.5.5.2).
    private const int MappedPrefixLength = 96;

    // An IPv4-mapped entry becomes an IPv4 one, because the addresses of clients are compared in that form.
    public static bool TryParse(string value, out IPNetwork network)
    {
        if (IPAddress.TryParse(value, out var address))
        {
            if (address.IsIPv4MappedToIPv6)
                address = address.MapToIPv4();
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        }

        if (!IPNetwork.TryParse(value, out network))
            return false;
        if (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefixLength)
            network = new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefixLength);
        // The networks of :: contain the mapped addresses of all IPv4 clients.
        return network.PrefixLength >= MinPrefixLength(network) && !network.BaseAddress.Equals(IPAddress.IPv6Any);
    }

    private static int MinPrefixLength(IPNetwork network) =>
        network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? MinPrefixLengthIPv4 : MinPrefixLengthIPv6;
}
