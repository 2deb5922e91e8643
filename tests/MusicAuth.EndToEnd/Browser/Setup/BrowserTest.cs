using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>Begins without faults, and fails on every error in the console of its windows.</summary>
[Collection(nameof(BrowserFixture))]
public abstract class BrowserTest(BrowserFixture world) : IAsyncLifetime
{
    private readonly List<BrowserWindow> _windows = [];
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<string> _ended = [];

    protected SandboxControl Sandbox => world.Demonstration.Sandbox;

    protected Uri Broker => world.Demonstration.Broker;

    public async ValueTask InitializeAsync()
    {
        BrowserFixture.RequireChromium();
        await Sandbox.FaultAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var window in _windows) await window.DisposeAsync();
        foreach (var server in Enumerable.Reverse(_servers)) await server.DisposeAsync();
        await RenewConsentsAsync();
        foreach (var window in _windows) window.ShouldHaveNoComplaints();
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>A broker of this test's own, unlike the common one.</summary>
    protected async Task<StandaloneBroker> StartBrokerAsync(BrokerSetup? setup = null) =>
        EndAfterWindows(await StandaloneBroker.StartAsync(setup));

    /// <summary>Ends a server after the windows: an open one complains of a server that ends.</summary>
    protected T EndAfterWindows<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    protected async Task<HomePage> OpenAsync(WindowOptions? look = null, Uri? address = null)
    {
        var window = await world.OpenAsync(look ?? new(), address);
        _windows.Add(window);
        var home = new HomePage(window);
        await home.GoToAsync();
        return home;
    }

    /// <summary>A window at another site than MusicAuth's page.</summary>
    protected async Task<BrowserWindow> OpenWindowAsync(Uri address)
    {
        var window = await world.OpenAsync(new(), address);
        _windows.Add(window);
        await window.Page.GotoAsync("/");
        return window;
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

    /// <summary>
    /// Ends a person's consent at Spotify. The broker suspends refreshes at a service that has refused most of its
    /// grants, so two others are refreshed first: the tests share a broker, and run in any order.
    /// </summary>
    protected async Task EndConsentAsync(string person)
    {
        foreach (var other in new[] { $"{person}one", $"{person}two" })
        {
            await Sandbox.AddUserAsync(other);
            using var client = new CookieClient(Broker);
            await client.SignInAsync("spotify", other);
            await Sandbox.FaultAsync(new
            {
                kind = "unauthorized",
                provider = "spotify",
                path = "/me/playlists",
                person = other,
                times = 1,
            });
            (await client.PlaylistsAsync("spotify")).Status.ShouldBe("ok");
        }

        await Sandbox.FaultAsync();
        await Sandbox.RevokeAsync("spotify", person);
        _ended.Add(person);
    }

    // Three ended consents in an hour are a mass to the broker, and the tests share a broker.
    private async Task RenewConsentsAsync()
    {
        if (_ended.Count > 0) await Sandbox.FaultAsync();
        foreach (var person in _ended)
        {
            using var client = new CookieClient(Broker);
            await client.SignInAsync("spotify", person);
            (await client.PlaylistsAsync("spotify")).Status.ShouldBe("ok");
        }
    }
}
