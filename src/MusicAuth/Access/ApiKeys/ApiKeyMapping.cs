using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.ApiKeys;

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
