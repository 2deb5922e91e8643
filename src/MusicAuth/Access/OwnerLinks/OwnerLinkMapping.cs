using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.OwnerLinks;

public sealed class OwnerLinkMapping : IEntityTypeConfiguration<OwnerLink>
{
    public void Configure(EntityTypeBuilder<OwnerLink> builder)
    {
        builder.ToTable("claim_links");
        builder.HasKey(claim => claim.Hash);
        builder.Property(claim => claim.Hash).HasColumnName("hash");
        builder.Property(claim => claim.EndsAt).HasColumnName("ends_at");
    }
}
