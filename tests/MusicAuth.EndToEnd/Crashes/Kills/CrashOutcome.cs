namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>The number of active and lost grants after one kill.</summary>
internal sealed record CrashOutcome(int Active, int Lost, int Reuse, TimeSpan StartDuration, TimeSpan LongestCall);
