using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Invitations;

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.Property(invitation => invitation.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(invitation => invitation.UserId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(invitation => invitation.Hash).IsUnique().HasDatabaseName("ux_invitations_hash");
        builder.HasIndex(invitation => invitation.UserId).HasDatabaseName("ix_invitations_user");
    }
}
