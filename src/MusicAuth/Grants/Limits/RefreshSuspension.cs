namespace MusicAuth.Grants.Limits;

/// <summary>Until when no grant of a provider is refreshed, by any process: its refusals are not believed.</summary>
public sealed class RefreshSuspension
{
    public required string Provider { get; init; }
    public DateTimeOffset Until { get; set; }
}
