using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Access.Requests;

/// <summary>
/// What one client holds of the address space: an IPv4 address, or the /64 around an IPv6 address, since a client that
/// has one of those has all.
/// </summary>
/// <param name="Family">Unspecified where the address is not known.</param>
/// <param name="Prefix">The first eight bytes.</param>
public readonly record struct ClientNetwork(AddressFamily Family, ulong Prefix)
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

    /// <summary>The seed differs in every process, so a client cannot choose addresses that share a hash.</summary>
    public override int GetHashCode() => HashCode.Combine(Family, Prefix);
}
