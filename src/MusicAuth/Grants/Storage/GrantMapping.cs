using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Storage;

public sealed class GrantMapping : IEntityTypeConfiguration<Grant>
{
    public const string Table = "grants";
    public const string AccessTokenColumn = "access_token";
    public const string RefreshTokenColumn = "refresh_token";

    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.ToTable(Table);
        builder.HasKey(grant => grant.Id);
        builder.Property(grant => grant.Id).ValueGeneratedNever();
        builder.Property(grant => grant.State).HasConversion<string>();
        builder.Property(grant => grant.Reason).HasConversion<string>();
        builder.Property(grant => grant.InvalidatedAt).HasColumnName("condemned_at");
        builder.Property(grant => grant.Generation).IsConcurrencyToken();
        builder.Property(grant => grant.EncryptedAccessToken).HasColumnName(AccessTokenColumn);
        builder.Property(grant => grant.EncryptedRefreshToken).HasColumnName(RefreshTokenColumn);
        builder.HasOne<User>().WithMany().HasForeignKey(grant => grant.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(grant => new { grant.UserId, grant.Provider }).IsUnique().HasDatabaseName("ux_grants_user");
        builder.HasIndex(grant => new { grant.Provider, grant.State }).HasDatabaseName("ix_grants_state");
        builder.HasIndex(grant => grant.InvalidatedAt).HasDatabaseName("ix_grants_condemned");
        builder.HasIndex(grant => grant.RetryAt).HasDatabaseName("ix_grants_retry");
    }
}
