using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Upstream.RateLimits;

public sealed class RateLimitBlockMapping : IEntityTypeConfiguration<RateLimitBlockEntity>
{
    public void Configure(EntityTypeBuilder<RateLimitBlockEntity> builder)
    {
        builder.ToTable("provider_pauses");
        builder.HasKey(pause => new { pause.Provider, pause.Side, pause.ClientId });
        builder.Property(pause => pause.BlockedSince).HasDefaultValue(DateTimeOffset.UnixEpoch).ValueGeneratedNever();
    }
}
