using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants;

/// <summary>Until when no grant of a provider is refreshed, by any process: its refusals are not believed.</summary>
public sealed class RefreshPause
{
    public required string Provider { get; init; }
    public DateTimeOffset Until { get; set; }
}

public sealed class RefreshPauseMapping : IEntityTypeConfiguration<RefreshPause>
{
    public void Configure(EntityTypeBuilder<RefreshPause> builder)
    {
        builder.ToTable("refresh_pauses");
        builder.HasKey(pause => pause.Provider);
        builder.Property(pause => pause.Provider).HasColumnName("provider");
        builder.Property(pause => pause.Until).HasColumnName("until");
    }
}
