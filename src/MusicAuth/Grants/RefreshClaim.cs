using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants;

/// <summary>Who may refresh a grant now, of all processes on one database; a lease by the database's clock.</summary>
public sealed class RefreshClaim
{
    public Guid GrantId { get; init; }
    public Guid InstanceId { get; init; }
    public Guid Owner { get; init; }
    public DateTimeOffset LeaseUntil { get; init; }
}

public sealed class RefreshClaimMapping : IEntityTypeConfiguration<RefreshClaim>
{
    public void Configure(EntityTypeBuilder<RefreshClaim> builder)
    {
        builder.ToTable("refresh_claims");
        builder.HasKey(claim => claim.GrantId);
        builder.Property(claim => claim.GrantId).HasColumnName("grant_id").ValueGeneratedNever();
        builder.Property(claim => claim.InstanceId).HasColumnName("instance_id");
        builder.Property(claim => claim.Owner).HasColumnName("owner");
        builder.Property(claim => claim.LeaseUntil).HasColumnName("lease_until");
    }
}
