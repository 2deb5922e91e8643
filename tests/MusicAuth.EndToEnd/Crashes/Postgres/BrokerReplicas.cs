using MusicAuth.Sandbox;
using Npgsql;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Postgres;

/// <summary>Several brokers share one PostgreSQL. One user has a session, which works at each broker.</summary>
internal sealed class BrokerReplicas : IAsyncDisposable
{
    public const string Name = "person-1";

    private readonly SandboxServer _sandbox;
    private readonly TempFolder _shared = new();
    private CookieClient[] _clients = [];

    private readonly string _database;

    private BrokerReplicas(SandboxServer sandbox, PostgresServer postgres, string database) =>
        (_sandbox, Postgres, _database) = (sandbox, postgres, database);

    public PostgresServer Postgres { get; }

    public List<StandaloneBroker> Brokers { get; } = [];

    /// <summary>The same session on each broker.</summary>
    public IReadOnlyList<CookieClient> Clients => _clients;

    public SandboxControl Control => Brokers[0].Control;

    public static async Task<BrokerReplicas> StartAsync(
        int count, int upstreamSeconds = 8, int? maxConnections = null, Func<int, int>? proxyPort = null,
        bool concurrently = false, string options = "")
    {
        var postgres = await PostgresServer.OwnAsync();
        var database = await postgres.NewDatabaseAsync();
        var replicas = new BrokerReplicas(await SandboxServer.StartAsync(), postgres, database);
        try
        {
            if (maxConnections is not null)
            {
                await replicas.ScalarAsync($"ALTER SYSTEM SET max_connections = {maxConnections}");
                await postgres.StopAsync();
                await postgres.StartAsync();
            }

            var connection = new NpgsqlConnectionStringBuilder($"{database};{options}");
            connection.Port = proxyPort?.Invoke(connection.Port) ?? connection.Port;
            Dictionary<string, string> settings = new(StringComparer.Ordinal)
            {
                ["Database:Kind"] = "Postgres",
                ["Database:ConnectionString"] = connection.ConnectionString,
                ["Vault:MasterKeyFile"] = replicas._shared.PathOf("master.key"),
                ["Upstream:TimeoutSeconds"] = $"{upstreamSeconds}",
            };
            var starts = new List<Task>();
            for (var number = 0; number < count; number++)
            {
                starts.Add(replicas.AddAsync(settings));
                if (!concurrently) await starts[^1];
            }

            await Task.WhenAll(starts);
            await replicas.SignInAsync();
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    public async Task<long> GenerationAsync() => (long)(await ScalarAsync("SELECT generation FROM grants"))!;

    public async Task<object?> ScalarAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{_database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task<Reply> CallThroughRefreshAsync(int broker)
    {
        await Control.RefuseOnceAsync();
        return await Clients[broker].ReadListAsync("spotify");
    }

    /// <summary>The stored refresh token works on each broker, and the provider has received none twice.</summary>
    public async Task ShouldStillRefreshAsync()
    {
        for (var broker = 0; broker < Brokers.Count; broker++)
        {
            // After a failed refresh the broker backs off, and callers get a 503.
            var last = default(Reply);
            await Eventually.IsTrueAsync(
                async () => (last = await CallThroughRefreshAsync(broker)).Status != 503,
                $"a response of broker {broker} other than 503");
            last!.IsOk.ShouldBeTrue($"broker {broker}: {last}");
        }

        (await Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
    }

    /// <summary>The last output of the brokers, for failure messages.</summary>
    public string LastLines() => string.Join("\n", Brokers.Select(broker => broker.Process.LastLines()));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var broker in Brokers) await broker.DisposeAsync();
        await Postgres.DisposeAsync();
        await _sandbox.DisposeAsync();
        _shared.Dispose();
    }

    private async Task AddAsync(Dictionary<string, string> settings)
    {
        var broker = await StandaloneBroker.StartAsync(new() { Sandbox = _sandbox, Settings = settings });
        lock (Brokers) Brokers.Add(broker);
    }

    private async Task SignInAsync()
    {
        await Control.AddUserAsync(Name);
        var first = new CookieClient(Brokers[0].Address);
        _clients = [first];
        await first.SignInAsync("spotify", Name);
        _clients = [first, .. Brokers.Skip(1).Select(broker => first.WithSameCookies(broker.Address))];
    }
}
