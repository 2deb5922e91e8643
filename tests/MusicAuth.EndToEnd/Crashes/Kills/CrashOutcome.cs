namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>What became of the grants of one kill.</summary>
internal sealed record CrashOutcome(int Active, int Lost, int Reuse, TimeSpan StartDuration, TimeSpan LongestCall);
