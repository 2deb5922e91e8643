using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Users;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.Id).ValueGeneratedNever();
        // Of two concurrent first sign-ins only one makes an owner.
        builder.HasIndex(user => user.IsOwner).IsUnique().HasFilter("is_owner").HasDatabaseName("ux_users_owner");
    }
}
