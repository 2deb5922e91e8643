namespace MusicAuth.Upstream.RateLimits;

/// <summary>How long calls of one kind do not leave, and why.</summary>
public sealed record RateLimitBlock(TimeSpan Rest, string? Reason);
