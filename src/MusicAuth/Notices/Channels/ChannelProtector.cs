using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace MusicAuth.Notices.Channels;

/// <summary>Encrypts the address of a channel, bound to its row and user.</summary>
internal sealed class ChannelProtector(FieldProtector fields)
{
    public void Protect(NoticeChannel channel, ChannelAddress address)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(address);
        channel.EncryptedAddress = fields.Protect(FieldOf(channel), bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    public bool TryUnprotect(NoticeChannel channel, [NotNullWhen(true)] out ChannelAddress? address)
    {
        address = null;
        if (!fields.TryUnprotectBytes(FieldOf(channel), channel.EncryptedAddress, out var bytes))
            return false;
        address = JsonSerializer.Deserialize<ChannelAddress>(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return address is not null;
    }

    /// <summary>Encrypts the address under the current master key.</summary>
    /// <returns>Null where no key decrypts it; the same array where the current key does.</returns>
    public byte[]? Reencrypt(NoticeChannel channel) => fields.Reencrypt(FieldOf(channel), channel.EncryptedAddress);

    private static ProtectedField FieldOf(NoticeChannel channel) => new(
        NoticeChannelMapping.Table, NoticeChannelMapping.AddressColumn, channel.Id, channel.UserId, Provider: "",
        Generation: 0);
}
