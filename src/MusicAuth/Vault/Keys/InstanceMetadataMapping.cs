using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Vault.Keys;

internal sealed class InstanceMetadataMapping : IEntityTypeConfiguration<InstanceMetadata>
{
    public void Configure(EntityTypeBuilder<InstanceMetadata> builder)
    {
        builder.ToTable("meta");
        builder.Property(meta => meta.Id).ValueGeneratedNever();
        builder.Property(meta => meta.Epoch).HasDefaultValue(0L).ValueGeneratedNever();
        builder.Property(meta => meta.Commits).HasDefaultValue(0L).ValueGeneratedNever();
    }
}
