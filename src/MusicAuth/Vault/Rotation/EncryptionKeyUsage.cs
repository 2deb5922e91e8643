namespace MusicAuth.Vault.Rotation;

/// <summary>The number of values that contain the id of a key.</summary>
internal sealed class EncryptionKeyUsage
{
    public byte[] KeyId { get; init; } = [];

    public long Values { get; init; }
}
