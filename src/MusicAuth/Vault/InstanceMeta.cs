using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Vault;

/// <summary>Who this instance is and which master key it was sealed with; one row.</summary>
public sealed class InstanceMeta
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>The salt of every derived key.</summary>
    public Guid InstanceId { get; set; }

    public byte[] KeyId { get; set; } = [];

    public byte[] KeyCheck { get; set; } = [];

    /// <summary>Begins anew, one higher, where an older copy of the database is taken into use.</summary>
    public long Epoch { get; set; } = 1;

    /// <summary>Moved by every change of custody, see <see cref="HighWater"/>.</summary>
    public long Commits { get; set; }
}

internal sealed class InstanceMetaMapping : IEntityTypeConfiguration<InstanceMeta>
{
    public void Configure(EntityTypeBuilder<InstanceMeta> builder)
    {
        builder.ToTable("meta");
        builder.Property(meta => meta.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(meta => meta.InstanceId).HasColumnName("instance_id");
        builder.Property(meta => meta.KeyId).HasColumnName("key_id");
        builder.Property(meta => meta.KeyCheck).HasColumnName("key_check");
        builder.Property(meta => meta.Epoch).HasColumnName("epoch");
        builder.Property(meta => meta.Commits).HasColumnName("commits");
    }
}
