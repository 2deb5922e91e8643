namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>One scenario for all kills; after a failed cycle the next cycle gets a new one.</summary>
public sealed class KillFixture : IAsyncDisposable
{
    private const int MaxUsers = 4;

    private CrashScenario? _scenario;

    public async ValueTask DisposeAsync()
    {
        if (_scenario is not { } scenario) return;
        _scenario = null;
        await scenario.DisposeAsync();
    }

    internal async Task<CrashScenario> GetAsync(int users)
    {
        _scenario ??= await CrashScenario.StartAsync(MaxUsers);
        _scenario.Callers = _scenario.Users[..users];
        return _scenario;
    }
}
