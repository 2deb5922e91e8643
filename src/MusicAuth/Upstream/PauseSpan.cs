namespace MusicAuth.Upstream;

/// <summary>A rate-limit block in wall-clock time, as it outlives the process.</summary>
public sealed record PauseSpan(DateTimeOffset Since, DateTimeOffset Until, string? Reason);
