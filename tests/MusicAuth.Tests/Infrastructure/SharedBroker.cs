using Xunit;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>One broker for all tests of a class, if no test leaves data that another test counts.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public Broker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}
