using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>
/// The addresses and names that do not belong to the public internet (RFC 6890, and the special-purpose registries of
/// IANA).
/// </summary>
internal static class PrivateNetwork
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Loopback and the deprecated IPv4-compatible and IPv4-translated addresses, the local NAT64 prefix,
            // discard, Teredo and the rest of the IETF's block, documentation, unique local, link-local and
            // site-local, multicast.
            "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
            "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly string[] LocalZones = ["localhost", "local", "internal", "lan", "home.arpa", "intranet"];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Contains(IPAddress address)
    {
        var plain = Unwrap(address);
        return Array.Exists(Networks, network => network.Contains(plain));
    }

    /// <summary>A name without a dot, or of a zone that only a local network resolves.</summary>
    public static bool ContainsName(string host) =>
        !host.Contains('.', StringComparison.Ordinal)
        || Array.Exists(LocalZones, zone => host.EndsWith($".{zone}", StringComparison.OrdinalIgnoreCase));

    // An IPv6 address can contain the IPv4 address that a packet reaches in the end.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : Nat64.Contains(WithoutZone(bytes)) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(WithoutZone(bytes)) ? new IPAddress(bytes.AsSpan(2, 4))
            : WithoutZone(bytes);
    }

    // A zone such as %eth0 does not change the network.
    private static IPAddress WithoutZone(byte[] bytes) => new(bytes);
}
