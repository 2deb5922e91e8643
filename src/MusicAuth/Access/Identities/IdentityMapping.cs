using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Identities;

internal sealed class IdentityMapping : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("identities");
        builder.Ignore(identity => identity.Key).Ignore(identity => identity.LinkedAt);
        builder.Property(identity => identity.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(identity => identity.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(identity => new { identity.Provider, identity.AccountId }).IsUnique()
            .HasDatabaseName("ux_identities_account");
        builder.HasIndex(identity => new { identity.Provider, identity.ProviderUserId }).IsUnique()
            .HasDatabaseName("ux_identities_provider_user");
    }
}
