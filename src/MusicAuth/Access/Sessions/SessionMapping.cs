using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Sessions;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Identity>().WithMany().HasForeignKey(session => session.IdentityId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(session => session.SecretHash).IsUnique().HasDatabaseName("ux_sessions_secret");
        builder.HasIndex(session => session.UserId).HasDatabaseName("ix_sessions_user");
        builder.HasIndex(session => session.IdentityId).HasDatabaseName("ix_sessions_identity");
    }
}
