using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough;

/// <summary>A user is signed in with both services of a hostile provider, and an app calls the passthrough.</summary>
public abstract class HostilePassthroughTest(int cacheSeconds = 0) : IAsyncLifetime
{
    private protected HostileProvider Provider { get; private set; } = null!;

    protected Broker Broker { get; private set; } = null!;

    protected Browser Browser { get; private set; } = null!;

    protected HttpClient App { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Provider = await HostileProvider.StartAsync();
        Broker = await Provider.StartBrokerAsync(cacheSeconds);
        Browser = Broker.NewBrowser();
        (await HostileProvider.TrySignInAsync(Browser, "spotify", "seven")).ShouldBe("/");
        (await HostileProvider.TrySignInAsync(Browser, "deezer", "seven")).ShouldBe("/");
        App = Browser.NewApp(await Browser.NewKeyAsync(
            ["spotify:read", "spotify:write", "deezer:read", "deezer:write", "catalog:read"]));
    }

    public async ValueTask DisposeAsync()
    {
        App.Dispose();
        Browser.Dispose();
        await Broker.DisposeAsync();
        await Provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
