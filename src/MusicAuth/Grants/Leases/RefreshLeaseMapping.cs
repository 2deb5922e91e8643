using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Leases;

internal sealed class RefreshLeaseMapping : IEntityTypeConfiguration<RefreshLease>
{
    public void Configure(EntityTypeBuilder<RefreshLease> builder)
    {
        builder.ToTable("refresh_claims");
        builder.HasKey(lease => lease.GrantId);
        builder.Property(lease => lease.GrantId).ValueGeneratedNever();
    }
}
