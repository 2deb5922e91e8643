using System.Data.Common;

namespace MusicAuth.Vault.Rotation;

/// <summary>The number of values that contain the id of a key.</summary>
internal sealed class EncryptionKeyUsage
{
    public byte[] KeyId { get; init; } = [];

    public long Values { get; init; }

    /// <summary>Reads a row of a key id and a count.</summary>
    public static EncryptionKeyUsage Read(DbDataReader row) => new()
    {
        KeyId = row.GetFieldValue<byte[]>(0),
        Values = row.GetInt64(1),
    };
}
