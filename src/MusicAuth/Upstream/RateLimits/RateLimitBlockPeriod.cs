namespace MusicAuth.Upstream.RateLimits;

/// <summary>A rate-limit block in wall-clock time, as it outlives the process.</summary>
public sealed record RateLimitBlockPeriod(DateTimeOffset Since, DateTimeOffset Until, string? Reason);
