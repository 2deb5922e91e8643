using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Access.Requests;

/// <summary>
/// The addresses that one client can use: an IPv4 address, or the /64 of an IPv6 address.
/// </summary>
/// <param name="Family">Unspecified for an unknown address.</param>
/// <param name="Prefix">The first eight bytes.</param>
internal readonly record struct ClientNetwork(AddressFamily Family, ulong Prefix)
{
    public static ClientNetwork Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is not null && address.TryWriteBytes(bytes, out _)
            ? new ClientNetwork(address.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : default;
    }

    // The seed differs in every process, so a client cannot choose addresses with the same hash.
    public override int GetHashCode() => HashCode.Combine(Family, Prefix);
}
