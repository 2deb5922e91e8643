using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Users;

public sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(user => user.DisplayName).HasColumnName("display_name");
        builder.Property(user => user.IsOwner).HasColumnName("is_owner");
        builder.Property(user => user.CreatedAt).HasColumnName("created_at");
        // Two first sign-ins at once: one owner.
        builder.HasIndex(user => user.IsOwner).IsUnique().HasFilter("is_owner").HasDatabaseName("ux_users_owner");
    }
}
