using Xunit;


namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>A stopped instance with one signed-in user; each test plants its fault in a copy.</summary>
public sealed class DoctorInstance : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        await _broker.StopAsync();
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    /// <summary>A healthy copy, with the master key in a folder of its own.</summary>
    internal DoctorCopy NewCopy() => new(_broker.DataDirectory, _broker.Sandbox.BrokerSettings);
}
