namespace MusicAuth.Upstream.RateLimits;

public sealed record RateLimitBlock(TimeSpan Remaining, string? Reason);
