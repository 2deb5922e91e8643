using MusicAuth.EndToEnd.Infrastructure;
using MusicAuth.Sandbox;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>Several brokers on one PostgreSQL, and a person who is signed in at all of them.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    public const string Name = "person-1";

    private readonly SandboxServer _sandbox;
    private readonly TempFolder _shared = new();
    private Visitor[] _visitors = [];

    private Replicas(SandboxServer sandbox, PostgresServer postgres) => (_sandbox, Postgres) = (sandbox, postgres);

    public PostgresServer Postgres { get; }

    public List<LoneBroker> Brokers { get; } = [];

    /// <summary>The one session, at each broker.</summary>
    public IReadOnlyList<Visitor> Visitors => _visitors;

    public SandboxControl Control => Brokers[0].Control;

    public static async Task<Replicas> StartAsync(
        int count, int upstreamSeconds = 8, Func<PostgresServer, int>? databasePort = null)
    {
        PostgresServer.Require();
        var replicas = new Replicas(await SandboxServer.StartAsync(), await PostgresServer.StartAsync());
        try
        {
            var settings = replicas.Postgres.BrokerSettings(databasePort?.Invoke(replicas.Postgres));
            settings["Vault:MasterKeyFile"] = replicas._shared.PathOf("master.key");
            settings["Upstream:TimeoutSeconds"] = $"{upstreamSeconds}";
            // One after the other: to start all at once on an empty database is a test of its own.
            for (var number = 0; number < count; number++)
            {
                replicas.Brokers.Add(
                    await LoneBroker.StartAsync(new() { Sandbox = replicas._sandbox, Settings = settings }));
            }

            await replicas.SignInAsync();
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    public async Task<long> GenerationAsync() =>
        long.Parse(await Postgres.ScalarAsync("SELECT generation FROM grants"));

    public async Task<Reply> AskThroughRefreshAsync(int broker)
    {
        await Control.RefuseOnceAsync();
        return await Visitors[broker].AskAsync("spotify");
    }

    /// <summary>The stored refresh token works at every broker, and none came to the provider twice.</summary>
    public async Task AllIsWellAsync()
    {
        for (var broker = 0; broker < Brokers.Count; broker++)
        {
            var reply = await AskThroughRefreshAsync(broker);
            reply.IsOk.ShouldBeTrue($"broker {broker}: {reply}\n{Brokers[broker].Process.Words()}");
        }

        (await Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in _visitors) visitor.Dispose();
        foreach (var broker in Brokers) await broker.DisposeAsync();
        await Postgres.DisposeAsync();
        await _sandbox.DisposeAsync();
        _shared.Dispose();
    }

    private async Task SignInAsync()
    {
        await Control.MeetAsync(Name);
        var first = new Visitor(Brokers[0].Address);
        _visitors = [first];
        await first.SignInAsync("spotify", Name);
        _visitors = [first, .. Brokers.Skip(1).Select(broker => first.Twin(broker.Address))];
    }
}
