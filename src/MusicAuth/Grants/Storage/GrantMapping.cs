using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Storage;

internal sealed class GrantMapping : IEntityTypeConfiguration<Grant>
{
    public const string Table = "grants";

    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.ToTable(Table);
        builder.Property(grant => grant.Id).ValueGeneratedNever();
        builder.Property(grant => grant.State).HasConversion<string>();
        builder.Property(grant => grant.Reason).HasConversion<string>();
        builder.Property(grant => grant.InvalidatedAt).HasColumnName("condemned_at");
        builder.Property(grant => grant.Generation).IsConcurrencyToken();
        builder.Property(grant => grant.EncryptedAccessToken).HasColumnName(TokenRow.AccessTokenColumn);
        builder.Property(grant => grant.EncryptedRefreshToken).HasColumnName(TokenRow.RefreshTokenColumn);
        builder.HasOne<User>().WithMany().HasForeignKey(grant => grant.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(grant => new { grant.UserId, grant.Provider }).IsUnique().HasDatabaseName("ux_grants_user");
        builder.HasIndex(grant => new { grant.Provider, grant.State }).HasDatabaseName("ix_grants_state");
        builder.HasIndex(grant => grant.InvalidatedAt).HasDatabaseName("ix_grants_condemned");
        builder.HasIndex(grant => grant.RetryAt).HasDatabaseName("ix_grants_retry");
    }
}
