namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>Drives a scenario to the point where the test kills the broker, or kills the broker itself.</summary>
/// <returns>A lock that the test releases after the kill, or null.</returns>
internal delegate Task<IDisposable?> KillPoint(CrashScenario scenario, Random random);
