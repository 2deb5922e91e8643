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
        builder.Property(grant => grant.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(grant => grant.UserId).HasColumnName("user_id");
        builder.Property(grant => grant.Provider).HasColumnName("provider");
        builder.Property(grant => grant.ClientId).HasColumnName("client_id");
        builder.Property(grant => grant.AccountId).HasColumnName("account_id");
        builder.Property(grant => grant.DisplayName).HasColumnName("display_name");
        builder.Property(grant => grant.Scopes).HasColumnName("scopes");
        builder.Property(grant => grant.State).HasColumnName("state").HasConversion<string>();
        builder.Property(grant => grant.Reason).HasColumnName("reason").HasConversion<string>();
        builder.Property(grant => grant.InvalidatedAt).HasColumnName("condemned_at");
        builder.Property(grant => grant.RetryAt).HasColumnName("retry_at");
        builder.Property(grant => grant.RetriedAt).HasColumnName("retried_at");
        builder.Property(grant => grant.ForcedRefreshesAt).HasColumnName("forced_refreshes_at");
        builder.Property(grant => grant.Generation).HasColumnName("generation").IsConcurrencyToken();
        builder.Property(grant => grant.AuthorizedAt).HasColumnName("authorized_at");
        builder.Property(grant => grant.AccessExpiresAt).HasColumnName("access_expires_at");
        builder.Property(grant => grant.LastRefreshedAt).HasColumnName("last_refreshed_at");
        builder.Property(grant => grant.EncryptedAccessToken).HasColumnName(AccessTokenColumn);
        builder.Property(grant => grant.EncryptedRefreshToken).HasColumnName(RefreshTokenColumn);
        builder.Property(grant => grant.RefreshFingerprint).HasColumnName("refresh_fingerprint");
        builder.HasOne<User>().WithMany().HasForeignKey(grant => grant.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(grant => new { grant.UserId, grant.Provider }).IsUnique().HasDatabaseName("ux_grants_user");
        builder.HasIndex(grant => new { grant.Provider, grant.State }).HasDatabaseName("ix_grants_state");
        builder.HasIndex(grant => grant.InvalidatedAt).HasDatabaseName("ix_grants_condemned");
        builder.HasIndex(grant => grant.RetryAt).HasDatabaseName("ix_grants_retry");
    }
}
