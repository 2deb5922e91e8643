namespace MusicAuth.Upstream.RateLimits;

/// <summary>Until when calls of one kind must not leave for a provider by an app of ours, by any process.</summary>
public sealed class RateLimitBlockEntity
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
