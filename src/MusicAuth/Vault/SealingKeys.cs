using System.Security.Cryptography;

namespace MusicAuth.Vault;

/// <summary>What one master key gives one instance: a key per purpose, none good for another.</summary>
internal sealed class SealingKeys(MasterKey master, Guid instanceId)
{
    public const int IdLength = 8;

    public byte[] Id { get; } = master.Derive("musicauth/key-id/v1", instanceId, IdLength);

    public byte[] Grants { get; } = master.Derive("musicauth/grants/v1", instanceId);

    public byte[] Ring { get; } = master.Derive("musicauth/ring/v1", instanceId);

    public byte[] RingMac { get; } = master.Derive("musicauth/ring-mac/v1", instanceId);

    /// <summary>Stands in the database and tells whether a key is the right one.</summary>
    public byte[] Check { get; } = HMACSHA256.HashData(
        master.Derive("musicauth/check/v1", instanceId), instanceId.ToByteArray(bigEndian: true));
}
