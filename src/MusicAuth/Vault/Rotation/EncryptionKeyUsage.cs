namespace MusicAuth.Vault.Rotation;

/// <summary>The number of values that contain the id of a key.</summary>
public sealed class EncryptionKeyUsage
{
    /// <summary>Empty for values that are not in MusicAuth's format.</summary>
    public byte[] KeyId { get; init; } = [];

    public long Values { get; init; }
}
