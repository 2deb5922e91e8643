using System.Net;
using System.Net.Sockets;
using Xunit;

namespace MusicAuth.EndToEnd.Passthrough;

/// <summary>A broker for a class of tests, a key, and a listener that no request may reach.</summary>
public sealed class PassthroughFixture : IAsyncLifetime
{
    private StandaloneBroker? _broker;

    public StandaloneBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not started.");

    public TcpListener Forbidden { get; } = new(IPAddress.Loopback, 0);

    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Forbidden.Start();
        _broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(Broker.Address);
        await client.SignInAsync("spotify", "dora");
        await client.SignInAsync("deezer", "dora");
        Key = await client.NewKeyAsync("spotify:read", "spotify:write", "deezer:read", "deezer:write", "catalog:read");
    }

    public async ValueTask DisposeAsync()
    {
        Forbidden.Dispose();
        if (_broker is not null) await _broker.DisposeAsync();
    }
}
