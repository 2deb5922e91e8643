namespace MusicAuth.Grants.Limits;

/// <summary>Until when no process refreshes a grant of a provider, because it refused too many.</summary>
internal sealed class RefreshSuspension
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    public required string Provider { get; init; }
    public DateTimeOffset Until { get; set; }

    /// <summary>An end that is too far in the future comes from a wrong clock.</summary>
    public bool IsInForce(DateTimeOffset now) => Until > now && Until <= now + Length + ReplicaClocks.MaxSkew;
}
