using System.Collections.Concurrent;

namespace MusicAuth.Sandbox;

/// <summary>The state of the simulated providers, and its reset.</summary>
internal sealed class SandboxState
{
    public SandboxState(SandboxOptions options)
    {
        Options = options;
        Clock = new(options.TimeProvider);
        ClockFollowers = new(Clock);
        SpotifyGrants = new(Clock, options.SecretPrefix);
        DeezerGrants = new(Clock, options.SecretPrefix);
        SpotifyWindow = new(Clock, TimeSpan.FromSeconds(30));
        DeezerWindow = new(Clock, TimeSpan.FromSeconds(5));
        Faults = new(options);
        Reset();
    }

    public SandboxOptions Options { get; }

    public SandboxClock Clock { get; }

    public ClockFollowers ClockFollowers { get; }

    public SandboxUsers Users { get; } = new();

    public Stats Stats { get; } = new();

    public ActiveFaults Faults { get; }

    public SpotifyGrants SpotifyGrants { get; }

    public DeezerGrants DeezerGrants { get; }

    public RequestWindow SpotifyWindow { get; }

    public RequestWindow DeezerWindow { get; }

    public ConcurrentDictionary<string, SpotifyApp> SpotifyApps { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, DeezerApp> DeezerApps { get; } = new(StringComparer.Ordinal);

    public void Reset()
    {
        Clock.Reset();
        Users.Reset();
        Stats.Reset();
        Faults.Reset();
        SpotifyGrants.Reset();
        DeezerGrants.Reset();
        SpotifyWindow.Reset();
        DeezerWindow.Reset();
        Register(SpotifyApp.Defaults);
        Register(DeezerApp.Defaults);
    }

    public void Register(IEnumerable<SpotifyApp> apps)
    {
        SpotifyApps.Clear();
        foreach (var app in apps) SpotifyApps[app.ClientId] = app;
    }

    public void Register(IEnumerable<DeezerApp> apps)
    {
        DeezerApps.Clear();
        foreach (var app in apps) DeezerApps[app.AppId] = app;
    }
}
