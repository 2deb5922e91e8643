using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.OwnerLinks;

internal sealed class OwnerLinkMapping : IEntityTypeConfiguration<OwnerLink>
{
    public void Configure(EntityTypeBuilder<OwnerLink> builder)
    {
        builder.ToTable("claim_links");
        builder.HasKey(link => link.Hash);
    }
}
