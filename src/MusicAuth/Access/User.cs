using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access;

public sealed class User
{
    public Guid Id { get; init; }
    public string? DisplayName { get; set; }
    public bool IsOwner { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Who a user is at a provider. It stays when the connection is removed, until the user is deleted.</summary>
public sealed class Identity
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Spotify's <c>account_id</c>; null where the provider has none or has not told it yet.</summary>
    public string? AccountId { get; set; }

    /// <summary>The <c>id</c> of the provider's profile.</summary>
    public string? ProviderUserId { get; set; }
}

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

public sealed class IdentityMapping : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("identities");
        builder.HasKey(identity => identity.Id);
        builder.Property(identity => identity.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(identity => identity.UserId).HasColumnName("user_id");
        builder.Property(identity => identity.Provider).HasColumnName("provider");
        builder.Property(identity => identity.AccountId).HasColumnName("account_id");
        builder.Property(identity => identity.ProviderUserId).HasColumnName("provider_user_id");
        builder.HasOne<User>().WithMany().HasForeignKey(identity => identity.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(identity => new { identity.Provider, identity.AccountId }).IsUnique()
            .HasDatabaseName("ux_identities_account");
        builder.HasIndex(identity => new { identity.Provider, identity.ProviderUserId }).IsUnique()
            .HasDatabaseName("ux_identities_provider_user");
    }
}
