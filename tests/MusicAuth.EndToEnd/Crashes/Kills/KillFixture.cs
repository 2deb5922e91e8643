namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>One world that is killed again and again, and another where that has gone wrong.</summary>
public sealed class KillFixture : IAsyncDisposable
{
    private const int Most = 4;

    private CrashScenario? _world;

    public async ValueTask DisposeAsync()
    {
        if (_world is not { } world) return;
        _world = null;
        await world.DisposeAsync();
    }

    internal async Task<CrashScenario> GetAsync(int people)
    {
        _world ??= await CrashScenario.StartAsync(Most);
        _world.Callers = _world.Users[..people];
        return _world;
    }
}
