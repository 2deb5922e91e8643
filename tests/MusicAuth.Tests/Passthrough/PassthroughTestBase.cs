using Xunit;

namespace MusicAuth.Tests.Passthrough;

/// <summary>Dora is signed in with both providers, and her app calls the passthrough.</summary>
public abstract class PassthroughTestBase(params (string Key, string Value)[] settings) : IAsyncLifetime
{
    protected static readonly string[] AllScopes =
        ["spotify:read", "spotify:write", "deezer:read", "deezer:write", "catalog:read", "library:read"];

    protected Broker Broker { get; private set; } = null!;

    protected Browser Dora { get; private set; } = null!;

    protected HttpClient App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await Broker.StartAsync(
            settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal));
        Dora = await Broker.SignedInAsync("dora", "spotify", "deezer");
        App = Dora.NewApp(await Dora.NewKeyAsync(AllScopes));
    }

    public async ValueTask DisposeAsync()
    {
        App.Dispose();
        Dora.Dispose();
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The number of requests that both providers received.</summary>
    protected async Task<int> CountProviderRequestsAsync() =>
        await Broker.StatsAsync() is { } stats ? stats.Spotify.TotalRequests + stats.Deezer.TotalRequests : 0;
}
