using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>Starts without faults, and fails on every error in the console of its windows.</summary>
[Collection(nameof(BrowserFixture))]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly List<BrowserWindow> _windows = [];
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<string> _revoked = [];

    protected SandboxControl Sandbox => fixture.Demonstration.Sandbox;

    protected Uri Broker => fixture.Demonstration.Broker;

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
        foreach (var window in _windows) window.ShouldHaveNoErrors();
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>Starts a separate broker for this test.</summary>
    protected async Task<StandaloneBroker> StartBrokerAsync(BrokerSetup? setup = null) =>
        EndAfterWindows(await StandaloneBroker.StartAsync(setup));

    /// <summary>Stops a server after the windows, because an open window reports a missing server.</summary>
    protected T EndAfterWindows<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    protected async Task<HomePage> OpenAsync(WindowOptions? options = null, Uri? address = null)
    {
        var window = await fixture.OpenAsync(options ?? new(), address);
        _windows.Add(window);
        var home = new HomePage(window);
        await home.GoToAsync();
        return home;
    }

    /// <summary>Opens a window with a page of another site.</summary>
    protected async Task<BrowserWindow> OpenWindowAsync(Uri address)
    {
        var window = await fixture.OpenAsync(new(), address);
        _windows.Add(window);
        await window.Page.GotoAsync("/");
        return window;
    }

    /// <summary>Opens the page, and signs the user in with each of these services.</summary>
    protected async Task<HomePage> SignedInAsync(string user, params string[] providers)
    {
        var home = await OpenAsync();
        foreach (var provider in providers) await SignInAsync(home, provider, user);
        return home;
    }

    /// <summary>Signs the user in with Spotify, on a page whose clock the test can move.</summary>
    protected async Task<HomePage> WithClockAsync(string user)
    {
        var home = await SignedInAsync(user, "spotify");
        await home.Window.Page.Clock.InstallAsync();
        await home.GoToAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
        return home;
    }

    protected async Task SignInAsync(HomePage home, string provider, string user)
    {
        await Sandbox.AddUserAsync(user);
        var consent = await home.ConnectAsync(provider);
        await consent.ChooseAsync(user);
        await home.AcceptLinkAsync(provider);
        await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        home.Window.Path.ShouldBe("/");
    }

    /// <summary>
    /// Revokes a user's consent on Spotify. The tests share a broker, which stops refreshes if a service refuses most
    /// grants, so the method refreshes the grants of two other users first.
    /// </summary>
    protected async Task EndConsentAsync(string user)
    {
        foreach (var other in new[] { $"{user}one", $"{user}two" })
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
        await Sandbox.RevokeAsync("spotify", user);
        _revoked.Add(user);
    }

    // The tests share a broker, for which three revoked consents in an hour are a mass revocation.
    private async Task RenewConsentsAsync()
    {
        if (_revoked.Count > 0) await Sandbox.FaultAsync();
        foreach (var user in _revoked)
        {
            using var client = new CookieClient(Broker);
            await client.SignInAsync("spotify", user);
            (await client.PlaylistsAsync("spotify")).Status.ShouldBe("ok");
        }
    }
}
