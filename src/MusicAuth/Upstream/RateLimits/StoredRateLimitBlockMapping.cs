using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Upstream.RateLimits;

internal sealed class StoredRateLimitBlockMapping : IEntityTypeConfiguration<StoredRateLimitBlock>
{
    public void Configure(EntityTypeBuilder<StoredRateLimitBlock> builder)
    {
        builder.ToTable("provider_pauses");
        builder.HasKey(block => new { block.Provider, block.Scope, block.ClientId });
        builder.Property(block => block.Scope).HasColumnName("side")
            .HasConversion(scope => ToWord(scope), word => FromWord(word));
        builder.Property(block => block.BlockedSince).HasDefaultValue(DateTimeOffset.UnixEpoch).ValueGeneratedNever();
    }

    internal static string ToWord(RateLimitScope scope) => scope switch
    {
        RateLimitScope.Api => "api",
        RateLimitScope.CodeExchange => "token_code",
        RateLimitScope.ClientCredentials => "token_app",
        _ => "token",
    };

    internal static RateLimitScope FromWord(string word) => word switch
    {
        "api" => RateLimitScope.Api,
        "token_code" => RateLimitScope.CodeExchange,
        "token_app" => RateLimitScope.ClientCredentials,
        _ => RateLimitScope.Refresh,
    };
}
