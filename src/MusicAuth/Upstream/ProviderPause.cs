using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Upstream;

/// <summary>Until when calls of one kind must not leave for a provider by an app of ours, by any process.</summary>
public sealed class ProviderPause
{
    public required string Provider { get; init; }

    /// <summary>The kind of call.</summary>
    public required string Side { get; init; }
    public required string ClientId { get; init; }

    /// <summary>When the provider asked for it: no clock makes it longer than from here to its end.</summary>
    public DateTimeOffset BlockedSince { get; init; }
    public DateTimeOffset BlockedUntil { get; init; }
    public string? Reason { get; init; }
}

public sealed class ProviderPauseMapping : IEntityTypeConfiguration<ProviderPause>
{
    public void Configure(EntityTypeBuilder<ProviderPause> builder)
    {
        builder.ToTable("provider_pauses");
        builder.HasKey(pause => new { pause.Provider, pause.Side, pause.ClientId });
        builder.Property(pause => pause.Provider).HasColumnName("provider");
        builder.Property(pause => pause.Side).HasColumnName("side");
        builder.Property(pause => pause.ClientId).HasColumnName("client_id");
        builder.Property(pause => pause.BlockedSince).HasColumnName("blocked_since");
        builder.Property(pause => pause.BlockedUntil).HasColumnName("blocked_until");
        builder.Property(pause => pause.Reason).HasColumnName("reason");
    }
}
