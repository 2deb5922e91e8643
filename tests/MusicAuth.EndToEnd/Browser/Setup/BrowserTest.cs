using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>Begins without faults, and fails on every error in the console of its windows.</summary>
[Collection(nameof(BrowserFixture))]
public abstract class BrowserTest(BrowserFixture world) : IAsyncLifetime
{
    private readonly List<BrowserWindow> _windows = [];
    private readonly List<StandaloneBroker> _brokers = [];

    protected SandboxControl Sandbox => world.Demonstration.Sandbox;

    protected Uri Broker => world.Demonstration.Broker;

    public async ValueTask InitializeAsync()
    {
        BrowserFixture.RequireChromium();
        await Sandbox.FaultAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var window in _windows) await window.DisposeAsync();
        // After the windows: one that is open complains of a broker that ends.
        foreach (var broker in _brokers) await broker.DisposeAsync();
        foreach (var window in _windows) window.ShouldHaveNoComplaints();
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>A broker of this test's own, unlike the common one.</summary>
    protected async Task<StandaloneBroker> StartBrokerAsync(BrokerSetup? setup = null)
    {
        var broker = await StandaloneBroker.StartAsync(setup);
        _brokers.Add(broker);
        return broker;
    }

    protected async Task<HomePage> OpenAsync(WindowOptions? look = null, Uri? address = null)
    {
        var window = await world.OpenAsync(look ?? new(), address);
        _windows.Add(window);
        var home = new HomePage(window);
        await home.GoToAsync();
        return home;
    }

    /// <summary>The page of a person who has just signed in at these services, one after the other.</summary>
    protected async Task<HomePage> SignedInAsync(string person, params string[] providers)
    {
        var home = await OpenAsync();
        foreach (var provider in providers) await SignInAsync(home, provider, person);
        return home;
    }

    protected async Task SignInAsync(HomePage home, string provider, string person)
    {
        await Sandbox.AddUserAsync(person);
        var consent = await home.ConnectAsync(provider);
        await consent.ChooseAsync(person);
        await home.AcceptLinkAsync(provider);
        await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        home.Window.Path.ShouldBe("/");
    }
}
