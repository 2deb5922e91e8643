using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>What a user consented to at one provider; a connection on the wire.</summary>
public sealed class Grant
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>The provider app that the user consented to. Another configured one makes the grant useless.</summary>
    public required string ClientId { get; set; }
    public required string AccountId { get; set; }
    public string? DisplayName { get; set; }
    public required string[] Scopes { get; set; }
    public GrantState State { get; set; }
    public ReauthorizationReason? Reason { get; set; }
    public DateTimeOffset? CondemnedAt { get; set; }

    /// <summary>When a dead grant is tried once more, because its death was one of too many.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>When an invalid grant was tried once more. It is tried so only once.</summary>
    public DateTimeOffset? RetriedAt { get; set; }

    /// <summary>When the last refreshes were forced by a 401, in unix milliseconds, the oldest first.</summary>
    public long[]? ForcedRefreshesAt { get; set; }

    /// <summary>Increased by every stored token set: the compare-and-swap key.</summary>
    public long Generation { get; set; }
    public DateTimeOffset AuthorizedAt { get; set; }
    public DateTimeOffset? AccessExpiresAt { get; set; }
    public DateTimeOffset? LastRefreshedAt { get; set; }
    public required byte[] SealedAccessToken { get; set; }
    public byte[]? SealedRefreshToken { get; set; }

    /// <summary>Tells whether the refresh token of an older copy of the row is this one still.</summary>
    public byte[]? RefreshFingerprint { get; set; }
}

[SchemaName("ConnectionState")]
public enum GrantState
{
    Active,
    ReauthorizationRequired,
}

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
        builder.Property(grant => grant.CondemnedAt).HasColumnName("condemned_at");
        builder.Property(grant => grant.RetryAt).HasColumnName("retry_at");
        builder.Property(grant => grant.RetriedAt).HasColumnName("retried_at");
        builder.Property(grant => grant.ForcedRefreshesAt).HasColumnName("forced_refreshes_at");
        builder.Property(grant => grant.Generation).HasColumnName("generation").IsConcurrencyToken();
        builder.Property(grant => grant.AuthorizedAt).HasColumnName("authorized_at");
        builder.Property(grant => grant.AccessExpiresAt).HasColumnName("access_expires_at");
        builder.Property(grant => grant.LastRefreshedAt).HasColumnName("last_refreshed_at");
        builder.Property(grant => grant.SealedAccessToken).HasColumnName(AccessTokenColumn);
        builder.Property(grant => grant.SealedRefreshToken).HasColumnName(RefreshTokenColumn);
        builder.Property(grant => grant.RefreshFingerprint).HasColumnName("refresh_fingerprint");
        builder.HasOne<User>().WithMany().HasForeignKey(grant => grant.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(grant => new { grant.UserId, grant.Provider }).IsUnique().HasDatabaseName("ux_grants_user");
        builder.HasIndex(grant => new { grant.Provider, grant.State }).HasDatabaseName("ix_grants_state");
        builder.HasIndex(grant => grant.CondemnedAt).HasDatabaseName("ix_grants_condemned");
        builder.HasIndex(grant => grant.RetryAt).HasDatabaseName("ix_grants_retry");
    }
}
