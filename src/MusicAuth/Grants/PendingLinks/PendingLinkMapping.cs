using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.PendingLinks;

internal sealed class PendingLinkMapping : IEntityTypeConfiguration<PendingLink>
{
    public const string Table = "pending_links";

    public void Configure(EntityTypeBuilder<PendingLink> builder)
    {
        builder.ToTable(Table);
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.ProtectedAccessToken).HasColumnName(TokenRow.AccessTokenColumn);
        builder.Property(link => link.ProtectedRefreshToken).HasColumnName(TokenRow.RefreshTokenColumn);
        builder.HasOne<Session>().WithMany().HasForeignKey(link => link.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(link => link.UserId).OnDelete(DeleteBehavior.Cascade);
        // One question at a time.
        builder.HasIndex(link => link.SessionId).IsUnique().HasDatabaseName("ux_pending_links_session");
        builder.HasIndex(link => link.UserId).HasDatabaseName("ix_pending_links_user");
        builder.HasIndex(link => link.ExpiresAt).HasDatabaseName("ix_pending_links_expires");
    }
}
