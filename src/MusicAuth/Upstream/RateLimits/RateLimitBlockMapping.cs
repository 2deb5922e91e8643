using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Upstream.RateLimits;

public sealed class RateLimitBlockMapping : IEntityTypeConfiguration<RateLimitBlockEntity>
{
    public void Configure(EntityTypeBuilder<RateLimitBlockEntity> builder)
    {
        builder.ToTable("provider_pauses");
        builder.HasKey(pause => new { pause.Provider, pause.Side, pause.ClientId });
        builder.Property(pause => pause.Provider).HasColumnName("provider");
        builder.Property(pause => pause.Side).HasColumnName("side");
        builder.Property(pause => pause.ClientId).HasColumnName("client_id");
        builder.Property(pause => pause.BlockedSince).HasColumnName("blocked_since");
        builder.Property(pause => pause.BlockedUntil).HasColumnName("blocked_until");
        builder.Property(pause => pause.Reason).HasColumnName("reason");
    }
}
