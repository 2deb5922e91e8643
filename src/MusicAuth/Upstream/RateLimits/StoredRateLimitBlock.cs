namespace MusicAuth.Upstream.RateLimits;

/// <summary>A rate-limit block as it is kept: it is the app's, so another app is not bound by it.</summary>
public sealed record StoredRateLimitBlock(string Provider, RateLimitScope Kind, string ClientId, RateLimitBlockPeriod Span);
