using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Leases;

public sealed class RefreshIntentMapping : IEntityTypeConfiguration<RefreshIntent>
{
    public void Configure(EntityTypeBuilder<RefreshIntent> builder)
    {
        builder.ToTable("refresh_intents");
        builder.HasKey(intent => intent.GrantId);
        builder.Property(intent => intent.GrantId).HasColumnName("grant_id").ValueGeneratedNever();
        builder.Property(intent => intent.Generation).HasColumnName("generation");
        builder.Property(intent => intent.TokenFingerprint).HasColumnName("token_fingerprint");
        builder.Property(intent => intent.InstanceId).HasColumnName("instance_id");
        builder.Property(intent => intent.Owner).HasColumnName("owner");
        builder.Property(intent => intent.StartedAt).HasColumnName("started_at");
    }
}
