using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Leases;

internal sealed class RefreshLeaseMapping : IEntityTypeConfiguration<RefreshLease>
{
    public void Configure(EntityTypeBuilder<RefreshLease> builder)
    {
        builder.ToTable("refresh_claims");
        builder.HasKey(claim => claim.GrantId);
        builder.Property(claim => claim.GrantId).ValueGeneratedNever();
    }
}
