using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Vault.Keys;

internal sealed class InstanceMetadataMapping : IEntityTypeConfiguration<InstanceMetadata>
{
    public void Configure(EntityTypeBuilder<InstanceMetadata> builder)
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
