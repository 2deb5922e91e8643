using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Access.Requests;

/// <summary>The network of an address, which logs and tables keep instead of the address.</summary>
internal static class CoarseAddress
{
    private const int IPv4Bits = 24;
    private const int IPv6Bits = 48;

    /// <summary>192.0.2.0/24 or 2001:db8:1::/48; a loopback address as it is, null for an unknown address.</summary>
    public static string? Of(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null || IPAddress.IsLoopback(address))
            return address?.ToString();
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? IPv4Bits : IPv6Bits;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
