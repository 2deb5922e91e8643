using System.Security.Cryptography;

namespace MusicAuth.Vault.Keys;

/// <summary>The keys that one master key gives one instance: a separate key for each purpose.</summary>
internal sealed class DerivedKeys(MasterKey master, Guid instanceId)
{
    public const int IdLength = 8;

    public byte[] Id { get; } = master.Derive("musicauth/key-id/v1", instanceId, IdLength);

    public byte[] Fields { get; } = master.Derive("musicauth/grants/v1", instanceId);

    public byte[] KeyRing { get; } = master.Derive("musicauth/ring/v1", instanceId);

    public byte[] KeyRingMacKey { get; } = master.Derive("musicauth/ring-mac/v1", instanceId);

    /// <summary>The check value in the database, which shows whether a master key is the right one.</summary>
    public byte[] KeyCheck { get; } = HMACSHA256.HashData(
        master.Derive("musicauth/check/v1", instanceId), instanceId.ToByteArray(bigEndian: true));
}
