namespace MusicAuth.Grants.Limits;

/// <summary>Until when no process refreshes a grant of a provider, because it refused too many.</summary>
internal sealed class RefreshSuspension
{
    public required string Provider { get; init; }
    public DateTimeOffset Until { get; set; }
}
