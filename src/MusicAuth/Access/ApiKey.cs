using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access;

/// <summary>A key of a user for one of their apps. The app holds the secret; the row holds only its hash.</summary>
public sealed class ApiKey
{
    public required string Id { get; init; }
    public Guid UserId { get; init; }
    public required string Name { get; init; }
    public required byte[] SecretHash { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>The providers it is limited to; null is all, those of later versions included.</summary>
    public string[]? Providers { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The network of the last call, coarse.</summary>
    public string? LastUsedFrom { get; set; }
}

public sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(key => key.UserId).HasColumnName("user_id");
        builder.Property(key => key.Name).HasColumnName("name");
        builder.Property(key => key.SecretHash).HasColumnName("secret_hash");
        builder.Property(key => key.Scopes).HasColumnName("scopes");
        builder.Property(key => key.Providers).HasColumnName("providers");
        builder.Property(key => key.CreatedAt).HasColumnName("created_at");
        builder.Property(key => key.ExpiresAt).HasColumnName("expires_at");
        builder.Property(key => key.LastUsedAt).HasColumnName("last_used_at");
        builder.Property(key => key.LastUsedFrom).HasColumnName("last_used_from");
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(key => key.UserId).HasDatabaseName("ix_api_keys_user");
    }
}
