using System.Globalization;
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

    /// <summary>The network in which an address with a prefix length lies: 172.18.0.0/16 for 172.18.0.2/16.</summary>
    /// <returns>Null for other text, and for a network that is too large.</returns>
    public static IPNetwork? FindNetworkOf(string value)
    {
        if (value.Split('/') is not [var text, var prefix] || !IPAddress.TryParse(text, out var address)
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return null;
        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
            return null;
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= unchecked((byte)~(0x80 >> (bit % 8)));
        var network = new IPNetwork(new IPAddress(bytes), length);
        return length >= MinPrefixLength(network) ? network : null;
    }

    private static int MinPrefixLength(IPNetwork network) =>
        network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? MinPrefixLengthIPv4 : MinPrefixLengthIPv6;
}
