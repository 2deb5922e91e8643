using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access;

/// <summary>A signed-in browser. The cookie is a random reference; the row holds only its hash.</summary>
public sealed class Session
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>The account whose sign-in began it; null for sessions from before this was recorded.</summary>
    public Guid? IdentityId { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>In words for its user; null where the browser did not say what it is.</summary>
    public string? Browser { get; init; }

    /// <summary>The network it began from, coarse.</summary>
    public string? Address { get; init; }
}

public sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => session.Id);
        builder.Property(session => session.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(session => session.UserId).HasColumnName("user_id");
        builder.Property(session => session.IdentityId).HasColumnName("identity_id");
        builder.Property(session => session.SecretHash).HasColumnName("secret_hash");
        builder.Property(session => session.CreatedAt).HasColumnName("created_at");
        builder.Property(session => session.LastSeenAt).HasColumnName("last_seen_at");
        builder.Property(session => session.Browser).HasColumnName("browser");
        builder.Property(session => session.Address).HasColumnName("address");
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Identity>().WithMany().HasForeignKey(session => session.IdentityId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(session => session.SecretHash).IsUnique().HasDatabaseName("ux_sessions_secret");
        builder.HasIndex(session => session.UserId).HasDatabaseName("ix_sessions_user");
        builder.HasIndex(session => session.IdentityId).HasDatabaseName("ix_sessions_identity");
    }
}
