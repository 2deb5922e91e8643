using System.Security.Cryptography;

namespace MusicAuth.Vault.Keys;

/// <summary>The id of the instance, its master key's check value and its rollback counter; one row.</summary>
internal sealed class InstanceMetadata
{
    public const int SingleRowId = 1;

    public int Id { get; set; } = SingleRowId;

    public Guid InstanceId { get; set; }

    public byte[] KeyId { get; set; } = [];

    public byte[] KeyCheck { get; set; } = [];

    /// <summary>Increases when MusicAuth accepts an older copy of the database.</summary>
    public long Epoch { get; set; } = 1;

    public long Commits { get; set; }

    public bool IsEncryptedWith(DerivedKeys key) =>
        KeyId.AsSpan().SequenceEqual(key.Id) && CryptographicOperations.FixedTimeEquals(KeyCheck, key.KeyCheck);
}
