using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access;

/// <summary>The hash of an owner link that was printed; any replica can be asked for it.</summary>
public sealed class ClaimLink
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}

public sealed class ClaimLinkMapping : IEntityTypeConfiguration<ClaimLink>
{
    public void Configure(EntityTypeBuilder<ClaimLink> builder)
    {
        builder.ToTable("claim_links");
        builder.HasKey(claim => claim.Hash);
        builder.Property(claim => claim.Hash).HasColumnName("hash");
        builder.Property(claim => claim.EndsAt).HasColumnName("ends_at");
    }
}
