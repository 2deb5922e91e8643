namespace MusicAuth.Vault.Keys;

/// <summary>Who this instance is and which master key it was sealed with; one row.</summary>
public sealed class InstanceMetadata
{
    public const int SingleRowId = 1;

    public int Id { get; set; } = SingleRowId;

    /// <summary>The salt of every derived key.</summary>
    public Guid InstanceId { get; set; }

    public byte[] KeyId { get; set; } = [];

    public byte[] KeyCheck { get; set; } = [];

    /// <summary>Begins anew, one higher, where an older copy of the database is taken into use.</summary>
    public long Epoch { get; set; } = 1;

    /// <summary>Moved by every change of custody, see <see cref="RollbackCounter"/>.</summary>
    public long Commits { get; set; }
}
