namespace MusicAuth.Setup.ProviderApps;

/// <summary>A provider app that was set on the page.</summary>
internal sealed class StoredProviderApp
{
    public Guid Id { get; init; }
    public required string Provider { get; init; }
    public required string ClientId { get; set; }

    /// <summary>Null for a public client.</summary>
    public byte[]? ProtectedClientSecret { get; set; }

    /// <summary>Increased by every change.</summary>
    public long Generation { get; set; }
    public AppCheckOutcome Check { get; set; }
    public DateTimeOffset CheckedAt { get; set; }
}
