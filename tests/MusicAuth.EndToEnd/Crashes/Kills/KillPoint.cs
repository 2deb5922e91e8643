namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>Drives a world until the broker is to be killed, or has been.</summary>
/// <returns>What must be let go afterwards.</returns>
internal delegate Task<IDisposable?> KillPoint(CrashScenario world, Random random);
