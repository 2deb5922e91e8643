using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Leases;

internal sealed class RefreshIntentMapping : IEntityTypeConfiguration<RefreshIntent>
{
    public void Configure(EntityTypeBuilder<RefreshIntent> builder)
    {
        builder.ToTable("refresh_intents");
        builder.HasKey(intent => intent.GrantId);
        builder.Property(intent => intent.GrantId).ValueGeneratedNever();
    }
}
