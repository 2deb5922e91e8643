using Xunit;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>A test with its own broker, at which dora is signed in with the given providers.</summary>
public abstract class SignedInTest(DatabaseKind storage, params string[] providers) : IAsyncLifetime
{
    protected SignedInTest(params string[] providers)
        : this(DatabaseKind.Sqlite, providers)
    {
    }

    protected DatabaseKind Storage { get; } = storage;

    protected Broker Broker { get; private set; } = null!;

    protected Browser Dora { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await StartAsync();
        Dora = await Broker.SignedInAsync("dora", providers);
    }

    public async ValueTask DisposeAsync()
    {
        Dora.Dispose();
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task<Broker> StartAsync() => Broker.StartAsync(storage: Storage);
}
