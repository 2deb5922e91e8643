using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>A broker for crashes, and users whose grants must survive them.</summary>
internal sealed class CrashScenario : IAsyncDisposable
{
    private CrashScenario(StandaloneBroker broker) => Broker = broker;

    public StandaloneBroker Broker { get; }

    public List<CrashUser> Users { get; } = [];

    /// <summary>The users who send requests before a kill.</summary>
    public IReadOnlyList<CrashUser> Callers { get; set; } = [];

    public static async Task<CrashScenario> StartAsync(int users = 1, BrokerSetup? setup = null)
    {
        var scenario = new CrashScenario(await StandaloneBroker.StartAsync(setup));
        try
        {
            for (var number = 1; number <= users; number++) await scenario.AddUserAsync($"person-{number}");
            scenario.Callers = scenario.Users;
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request of each caller at the same time, with expired access tokens.</summary>
    public async Task<IReadOnlyList<Task<Reply>>> CallWithExpiredTokensAsync()
    {
        await Broker.Control.ExpireAsync();
        return [.. Callers.Select(user => user.Client.ReadListAsync("spotify"))];
    }

    /// <summary>Sends a user's request that requires a refresh.</summary>
    public async Task<Reply> CallThroughRefreshAsync(CrashUser user)
    {
        await Broker.Control.RefuseOnceAsync();
        return await user.Client.ReadListAsync("spotify");
    }

    public IReadOnlyDictionary<Guid, long> Generations() => SqliteFile.Generations(Broker.Database);

    public async Task WaitForReadinessAsync(bool ready)
    {
        using var client = new SandboxControl(Broker.Address);
        await Eventually.IsTrueAsync(
            async () => await StandaloneBroker.IsReadyAsync(client) == ready, $"readiness {(ready ? "200" : "503")}");
    }

    public Task WaitForEmptySpillAsync() => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(Broker.Spill).Count == 0), "an empty spill folder");

    /// <summary>Every stored refresh token works, and the provider has received none of them twice.</summary>
    public async Task ShouldStillRefreshAsync()
    {
        foreach (var user in Users)
        {
            var reply = await CallThroughRefreshAsync(user);
            reply.IsOk.ShouldBeTrue($"{user.Name}: {reply}");
        }

        (await Broker.Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
        SqliteFile.Integrity(Broker.Database).ShouldBe("ok");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in Users) user.Client.Dispose();
        await Broker.DisposeAsync();
    }

    private async Task AddUserAsync(string name)
    {
        await Broker.Control.AddUserAsync(name);
        var client = new CookieClient(Broker.Address);
        await client.SignInAsync("spotify", name);
        var (grant, state, _) = await client.ConnectionAsync("spotify");
        state.ShouldBe("active");
        Users.Add(new(name, client, grant));
    }
}
