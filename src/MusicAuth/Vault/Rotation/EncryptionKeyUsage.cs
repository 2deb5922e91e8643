namespace MusicAuth.Vault.Rotation;

/// <summary>How many values say to be sealed under a key.</summary>
public sealed class EncryptionKeyUsage
{
    /// <summary>Empty where the value is none of ours.</summary>
    public byte[] KeyId { get; init; } = [];

    public long Values { get; init; }
}
