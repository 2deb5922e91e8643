namespace MusicAuth.Upstream.RateLimits;

/// <summary>
/// A rate-limit block in wall-clock time, which outlives the process. It binds one provider app: another app has its
/// own limits.
/// </summary>
public sealed class StoredRateLimitBlock
{
    public required string Provider { get; init; }
    public required RateLimitScope Scope { get; init; }
    public required string ClientId { get; init; }

    /// <summary>Bounds the block together with its end: a clock that was set back cannot prolong the block.</summary>
    public required DateTimeOffset BlockedSince { get; init; }
    public required DateTimeOffset BlockedUntil { get; init; }
    public string? Reason { get; init; }
}
